import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { unitIndices } from '../../dataset/unit-indices.ts';
import { type TensorArray, writeSafetensors } from '../../files/safetensors.ts';
import { writeWhole } from '../../files/whole-file.ts';
import { type Evaluation, evaluateScores, type UnitIndices } from '../../metrics/evaluate.ts';
import { isCandidate, withoutExcluded } from '../../metrics/exclude.ts';
import { type MetricName, metrics } from '../../metrics/metrics.ts';
import { arrayOf, metricsOver } from '../../metrics/metrics-over.ts';
import { strata } from '../../metrics/strata.ts';
import { topRankings } from '../../metrics/top-rankings.ts';
import type { Figure } from '../../record.ts';
import { costMetric } from '../../report/costs/cost-metrics.ts';
import { directions } from '../../report/figures/per-query.ts';
import { readsTokens } from '../../retrieval/model-folder.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import type { DatasetPart, Device, Direction, Matrix } from '../../types.ts';
import { type CellRun, cellFileName, type TrainingKey } from '../cell.ts';
import { candidateSide, layout, querySide } from '../planning/layout.ts';
import { averageScores } from './average-scores.ts';
import { type NearMisses, nearMisses } from './near-misses.ts';
import { readScores, type TestScores, writeScores } from './scores-file.ts';

export interface AccuracyCell {
  /** The model folder relative to OUT. */
  readonly folder: string;
  /** The folder of another model, whose scores are averaged with those of the first, both on the scale of their validation scores. */
  readonly averagedWith?: string;
  /** A file of scores of all test pairs relative to OUT, in place of those of the model folder. */
  readonly scores?: string;
  /** Whether this is the first seed of its split, whose scores and rankings are kept. */
  readonly keepsScores: boolean;
  readonly threads: number;
  readonly device: Device;
}

/** Larger score matrices are not kept: they can be recomputed from the model and the features. */
const largestKept = 16_000_000;
const rankingDepth = 100;

/** Scores every pair of the test part and evaluates both directions: by one matrix, or by one each where a file of scores has them. */
export const run: CellRun<AccuracyCell, TrainingKey> = async ({ id, key, settings }, context) => {
  const { folder, averagedWith, scores: scored, keepsScores, threads, device } = settings;
  const { dataset: name, split, model, seed } = key;
  const models = scored === undefined ? [folder, ...(averagedWith === undefined ? [] : [averagedWith])] : [];
  const tokens = await Promise.all(models.map((of) => readsTokens(context.input(of))));
  const dataset = await loadDataset(context.dataset(name), { tokens: tokens.includes(true) });
  const part = takePart(dataset, split, 'test');
  context.progress(0.1, 'scoring every pair');
  const scoresBy = async (of: string, { left, right, exclude }: DatasetPart): Promise<Matrix> =>
    withoutExcluded(await scoreMatrix(context.input(of), left.features, right.features, { threads, device }), exclude);
  const given = scored === undefined ? undefined : await candidateScores(context.input(scored), part.exclude);
  const test = given?.scores ?? (await scoresBy(folder, part));
  let scores = test;
  if (averagedWith !== undefined) {
    const known = takePart(dataset, split, 'validation');
    const own = { test, validation: await scoresBy(folder, known) };
    scores = averageScores(own, { test: await scoresBy(averagedWith, part), validation: await scoresBy(averagedWith, known) });
  }
  context.progress(0.6, 'ranking');
  const units = unitIndices(dataset, part);
  const asked = given?.asked ?? { 'left-right': scores, 'right-left': scores };
  const evaluation = evaluateScores(scores, part.relevance, units, asked);
  const misses = nearMisses(asked, part);
  context.progress(0.9, 'writing');

  const perQuery = `${cellFileName(id)}.safetensors`;
  await writeSafetensors(context.output(`cells/${perQuery}`), {
    ...perQueryTensors(evaluation, units),
    ...nearTensors(misses, units),
  });
  if (keepsScores) {
    if (scores.data.length <= largestKept)
      await writeScores(context.output(layout.scores(name, split, model)), { scores, asked: given?.asked });
    for (const direction of directions) {
      const path = context.output(layout.ranking(name, split, model, direction));
      await writeWhole(path, trecRun(asked[direction], part, direction, model));
    }
  }
  const figureKey = { model, dataset: name, split, seed, device, leftCount: scores.rows, rightCount: scores.columns };
  return {
    figures: [...accuracyFigures(evaluation), ...nearFigures(misses)].map((figure) => ({ ...figureKey, ...figure })),
    perQuery,
    details: {
      strata: Object.fromEntries(
        directions.map((direction) => [direction, strata(evaluation[direction], part[querySide(direction)].items)]),
      ),
    },
  };
};

/** Scores that another cell wrote, without those of pairs that are no candidates of each other. */
async function candidateScores(path: string, exclude: DatasetPart['exclude']): Promise<TestScores> {
  const { scores, asked } = await readScores(path);
  const among = (matrix: Matrix): Matrix => withoutExcluded(matrix, exclude);
  if (asked === undefined) return { scores: among(scores) };
  return { scores: among(scores), asked: { 'left-right': among(asked['left-right']), 'right-left': among(asked['right-left']) } };
}

function accuracyFigures(evaluation: Evaluation): Figure[] {
  const figure = (metric: MetricName, value: number, direction?: Direction): Figure => ({
    metric,
    unit: metrics[metric].unit,
    value,
    ...(direction === undefined ? {} : { direction }),
  });
  return [
    ...directions.flatMap((direction) => {
      const { averages, skipped } = evaluation[direction];
      return [
        ...metricsOver('query').map(([metric]) => figure(metric, averages[metric], direction)),
        { metric: 'queries left out', unit: 'queries', value: skipped, direction },
      ];
    }),
    ...evaluation.together.map(({ metric, value }) => figure(metric, value)),
  ];
}

const nearFigures = (misses: NearMisses): Figure[] =>
  misses.flatMap(({ direction, found }) =>
    found.map(({ metric, value }) => ({ metric, unit: costMetric(metric)!.unit, value, direction })),
  );

/** With units of their own: another family member is an answer to some of them, so that they have queries which strict metrics leave out. */
const nearTensors = (misses: NearMisses, units: UnitIndices): Record<string, TensorArray> =>
  Object.fromEntries(
    misses.flatMap(({ direction, found }) =>
      found.flatMap(({ metric, queryRows, perQuery }): [string, TensorArray][] => {
        const shape = [queryRows.length];
        const ofItems = units[querySide(direction)];
        return [
          [`${direction}.${metric}`, { dtype: 'F32', shape, data: perQuery }],
          [`${direction}.${metric}.unit`, { dtype: 'I32', shape, data: queryRows.map((row) => ofItems[row]!) }],
        ];
      }),
    ),
  );

function perQueryTensors(evaluation: Evaluation, units: UnitIndices): Record<string, TensorArray> {
  const tensors: Record<string, TensorArray> = {};
  for (const direction of directions) {
    const { queryRows, perQuery } = evaluation[direction];
    const shape = [queryRows.length];
    const ofItems = units[querySide(direction)];
    for (const row of metricsOver('query')) {
      tensors[`${direction}.${arrayOf(row)}`] = { dtype: 'F32', shape, data: perQuery[row[0]] };
    }
    tensors[`${direction}.row`] = { dtype: 'I32', shape, data: queryRows };
    tensors[`${direction}.unit`] = { dtype: 'I32', shape, data: queryRows.map((row) => ofItems[row]!) };
  }
  const { units: present, of } = evaluation.pairInfluences;
  tensors['pairs.unit'] = { dtype: 'I32', shape: [present.length], data: present };
  for (const [metric, data] of of) tensors[`pairs.${metric}`] = { dtype: 'F64', shape: [data.length], data };
  return tensors;
}

/** A TREC run file: query, Q0, candidate, rank from 1, score with 9 significant digits (which give back the float32), name of the model. */
function trecRun(scores: Matrix, part: DatasetPart, direction: Direction, model: string): string {
  const { depth, queryRows, rows, scores: topScores } = topRankings(scores, part.relevance, direction, rankingDepth);
  const queries = part[querySide(direction)].items;
  const candidates = part[candidateSide(direction)].items;
  const lines: string[] = [];
  for (const [query, row] of queryRows.entries()) {
    for (let rank = 0; rank < depth; rank++) {
      const at = query * depth + rank;
      if (!isCandidate(topScores[at]!)) break;
      lines.push(`${queries[row]!.id} Q0 ${candidates[rows[at]!]!.id} ${rank + 1} ${topScores[at]!.toPrecision(9)} ${model}\n`);
    }
  }
  return lines.join('');
}
