import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { nestedPools, type Pool } from '../../dataset/pools.ts';
import { unitIndices } from '../../dataset/unit-indices.ts';
import { readSafetensors, type SafetensorsFile, type TensorArray, writeSafetensors } from '../../files/safetensors.ts';
import { compareLists, shareWithRight } from '../../metrics/list-comparison.ts';
import { type ListedScores, listMetrics, scoreLists } from '../../metrics/listed.ts';
import type { Figure, SampleSeries } from '../../record.ts';
import { strategyMetric } from '../../report/costs/strategy-quality.ts';
import { amongName, directions } from '../../report/figures/per-query.ts';
import type { Dataset, DatasetPart, Direction, Side, TopK, Warning } from '../../types.ts';
import { type CellRun, cellFileName, type TrainingKey } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { listPool, type PoolLists } from './pool-lists.ts';
import type { ServingCell } from './serving.ts';

export interface QualityCell extends ServingCell {
  /** Shares of the test families, ascending to 1. */
  readonly shares: readonly number[];
  /** Whether one more pool has training items among the candidates. */
  readonly trainingAdded: boolean;
  /** The lists of the exhaustive scorer of the same model, relative to OUT: written by its own cell, read by the others. */
  readonly reference: string;
  readonly isReference: boolean;
}

/** Answers of each query that are kept: more than any metric looks at, so that ties at the tenth are seen. */
const depth = 100;
const compared = 10;

/**
 * Ranks real items by a strategy, in nested pools: accuracy, how much of what its own exhaustive network finds it finds too, pairs that the network
 * scored, and whether a right answer got past the first stage.
 */
export const run: CellRun<QualityCell, TrainingKey> = async ({ id, key, settings: cell }, context) => {
  const { dataset: name, split, model, seed } = key;
  const dataset = await loadDataset(context.dataset(name));
  const pools = nestedPools(dataset, split, cell, seed);
  const reference = cell.isReference ? undefined : await readSafetensors(context.input(cell.reference));
  const lists: Record<string, TensorArray> = {};
  const figures: Figure[] = [];
  const warnings: Warning[] = [];
  const whole: Partial<Record<Direction, ListedScores>> = {};
  /** Per-query values among training items too. */
  const added: Record<string, TensorArray> = {};
  for (const [p, pool] of pools.entries()) {
    for (const [d, direction] of directions.entries()) {
      context.progress((p + d / directions.length) / pools.length, `pool ${p + 1} of ${pools.length}, ${direction}`);
      const part = pool[direction];
      if (part.left.items.length === 0 || part.right.items.length === 0) {
        warnings.push(noQueries(pool, direction));
        continue;
      }
      const found = await listPool(cell, pool, direction, depth, context);
      warnings.push(...found.warnings);
      if (cell.isReference) Object.assign(lists, tensorsOf(found.found, `${p}.${direction}`));
      const scored = scoreLists(found.found, part.relevance, direction, part.exclude);
      if (scored.queryRows.length === 0) {
        warnings.push(noQueries(pool, direction));
        continue;
      }
      const [leftCount, rightCount] = [part.left.items.length, part.right.items.length];
      const scorer = cell.label ?? cell.scorer;
      const figureKey = { model, scorer, direction, dataset: name, split, seed, device: cell.device, leftCount, rightCount };
      const truth = reference === undefined ? found.found : topKOf(reference, `${p}.${direction}`);
      figures.push(...accuracy(scored, figureKey), ...besides(found, truth, part, direction, figureKey));
      if (pool.share === 1) whole[direction] = scored;
      if (pool.share === undefined) Object.assign(added, amongTensors(scored, dataset, part, direction));
    }
  }
  if (cell.isReference) await writeSafetensors(context.output(cell.reference), lists);
  if (whole['left-right'] === undefined || whole['right-left'] === undefined)
    return { figures, warnings: distinctWarnings(warnings) };
  const perQuery = `${cellFileName(id)}.safetensors`;
  const units = unitIndices(dataset, takePart(dataset, split, 'test'));
  const tensors = { ...perQueryTensors(whole as Record<Direction, ListedScores>, units), ...added };
  await writeSafetensors(context.output(`cells/${perQuery}`), tensors);
  return { figures, warnings: distinctWarnings(warnings), perQuery };
};

type Key = SampleSeries['key'];

const accuracy = ({ averages, queryRows }: ListedScores, key: Key): Figure[] =>
  listMetrics.map((metric) => ({ ...key, metric, unit: 'fraction', value: averages[metric], samples: queryRows.length }));

function besides(
  { found, networkCalls, handed }: PoolLists,
  truth: TopK,
  { relevance }: DatasetPart,
  direction: Direction,
  key: Key,
): Figure[] {
  const { overlap, recall } = compareLists(found, truth, compared);
  const fraction = (metric: string, value: number): Figure => ({ ...key, metric, unit: 'fraction', value });
  return [
    fraction(`overlap@${compared}`, overlap),
    fraction(`network recall@${compared}`, recall),
    ...(handed === undefined ? [] : [fraction('recall ceiling', shareWithRight(handed, relevance, direction))]),
    ...(networkCalls === undefined ? [] : [{ ...key, metric: 'network calls', unit: 'pairs/query', value: networkCalls }]),
  ];
}

const tensorsOf = ({ k, rows, scores }: TopK, name: string): Record<string, TensorArray> => {
  const shape = [rows.length / k, k];
  return { [`${name}.rows`]: { dtype: 'I32', shape, data: rows }, [`${name}.scores`]: { dtype: 'F32', shape, data: scores } };
};

function topKOf({ tensors }: SafetensorsFile, name: string): TopK {
  const [rows, scores] = [tensors[`${name}.rows`], tensors[`${name}.scores`]];
  if (rows?.dtype !== 'I32' || scores?.dtype !== 'F32') throw new Error(`internal: no lists of ${name}`);
  return { k: rows.shape[1]!, rows: rows.data, scores: scores.data };
}

/** Per-query values of the whole test part, in the form of those of accuracy cells. */
function perQueryTensors(
  whole: Readonly<Record<Direction, ListedScores>>,
  units: Readonly<Record<Side, Int32Array>>,
): Record<string, TensorArray> {
  return Object.fromEntries(
    directions.flatMap((direction): [string, TensorArray][] => {
      const { queryRows, perQuery } = whole[direction];
      const shape = [queryRows.length];
      return [
        ...listMetrics.map((metric): [string, TensorArray] => [
          `${direction}.${metric}`,
          { dtype: 'F32', shape, data: perQuery[metric] },
        ]),
        [`${direction}.row`, { dtype: 'I32', shape, data: queryRows }],
        [`${direction}.unit`, { dtype: 'I32', shape, data: queryRows.map((row) => units[querySide(direction)][row]!) }],
      ];
    }),
  );
}

/** What strategies are judged by, of every query among these candidates. */
function amongTensors(
  { queryRows, perQuery }: ListedScores,
  dataset: Dataset,
  part: DatasetPart,
  direction: Direction,
): Record<string, TensorArray> {
  const units = unitIndices(dataset, part)[querySide(direction)];
  const name = `${direction}.${amongName(part[candidateSide(direction)].items.length, strategyMetric)}`;
  const shape = [queryRows.length];
  return {
    [name]: { dtype: 'F32', shape, data: perQuery[strategyMetric] },
    [`${name}.unit`]: { dtype: 'I32', shape, data: queryRows.map((row) => units[row]!) },
  };
}

const noQueries = ({ share }: Pool, direction: Direction): Warning => ({
  code: 'no-queries',
  message: `No query of the pool of ${share === undefined ? 'test and training items' : `${share} of the test families`} has a right answer in it, ${direction}: it was left out.`,
  remedy: 'Use a larger data set.',
});
