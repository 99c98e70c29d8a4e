import type { DatasetManifest } from '../dataset/manifest.ts';
import { UserError } from '../errors.ts';
import { isModelName, type ModelName, type ModelRow, type ModelSettings, models } from '../models.ts';
import type { Cell, Json } from './cell.ts';
import { cellFileName } from './cell.ts';
import type { AccuracyCell } from './cells/accuracy.ts';
import type { IndexCell } from './cells/index.ts';
import type { LatencyCell } from './cells/latency.ts';
import type { ScaleCell } from './cells/scale.ts';
import type { ServingCell } from './cells/serving.ts';
import type { CellKindName } from './cells/table.ts';
import type { TrainCell } from './cells/train.ts';
import { createEstimator, type Estimator } from './estimate.ts';
import { layout } from './layout.ts';
import { suggestion } from './nearest-name.ts';
import type { Suite } from './schema.ts';

/** What planning has to know of the scorers. */
export interface ScorerFacts {
  readonly indexOnly: boolean;
}

/** Suffix of a model of the other family that was trained for as long as the baseline took. */
export const equalTimeSuffix = '@equal-time';

/**
 * The cells of a suite, each after those it needs: for every data set and seed the models are trained and evaluated, then cost is measured for the first
 * seeds. Seed k uses split k modulo the number of splits.
 * @throws UserError of kind `input` for a split that a data set does not have
 */
export function planCells(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  return suite.datasets.flatMap(({ name, splits }) => {
    const manifest = manifests[name]!;
    const names = splits ?? manifest.splits.map((split) => split.name);
    for (const split of names) {
      const known = manifest.splits.map((other) => other.name);
      if (known.includes(split)) continue;
      throw new UserError('input', `data set "${name}" has no split "${split}"`, {
        place: `datasets, ${name}, splits`,
        remedy: suggestion(split, known),
      });
    }
    return planDataset(suite, manifest, names, scorers);
  });
}

function planDataset(
  suite: Suite,
  { name, sides, splits: all }: DatasetManifest,
  splits: string[],
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const size = ({ count, features }: DatasetManifest['sides']['left']) => ({
    items: count,
    tested: Math.ceil(count / Math.max(2, all.length)),
    features,
  });
  const estimator = createEstimator({ left: size(sides.left), right: size(sides.right) }, suite.threads);
  const used = splits.slice(0, suite.seeds);
  const cells = used.map((split) => cell('split', `${name}/${split}/split`, { dataset: name, split }, [], {}, estimator.split()));
  for (let seed = 0; seed < suite.seeds; seed++) {
    const split = splits[seed % splits.length]!;
    const place: Place = { dataset: name, split, seed, isFirst: seed < splits.length };
    const ordered = [suite.baseline, ...suite.models.filter((model) => model !== suite.baseline)].filter(isModelName);
    for (const model of ordered) cells.push(...trainAndEvaluate(suite, model, place, estimator, undefined));
    if (suite.equalTimeArm) {
      const others = ordered.filter((model) => models[model].family !== models[suite.baseline as ModelName].family);
      for (const model of others)
        cells.push(...trainAndEvaluate(suite, model, place, estimator, cellId(place, suite.baseline, 'train')));
    }
    const { cost } = suite;
    if (seed >= cost.seeds || cost.datasets?.includes(name) === false) continue;
    const costed = ordered.filter((model) => cost.models?.includes(model) !== false);
    for (const model of costed) cells.push(...measureCost(suite, model, place, estimator, scorers));
  }
  return cells;
}

interface Place {
  readonly dataset: string;
  readonly split: string;
  readonly seed: number;
  /** The first seed that uses the split: its files are kept where other programs look for them. */
  readonly isFirst: boolean;
}

const cellId = ({ dataset, split, seed }: Place, model: string, step: string): string =>
  `${dataset}/${split}/${model}/seed-${seed}/${step}`;

/** Estimates are no part of what a cell is. */
function cell(
  kind: CellKindName,
  id: string,
  key: Cell['key'],
  needs: string[],
  settings: object,
  estimate: Cell['estimate'],
): Cell {
  return { id, kind, key, needs, settings: JSON.parse(JSON.stringify(settings)) as { [name: string]: Json }, estimate };
}

const networkOf = (suite: Suite, model: string): ModelSettings => ({ ...suite.network, ...suite.widths[model] });

const folderOf = (place: Place, label: string): string =>
  place.isFirst ? layout.model(place.dataset, place.split, label) : `cells/${cellFileName(cellId(place, label, 'model'))}`;

function trainAndEvaluate(
  suite: Suite,
  model: ModelName,
  place: Place,
  estimator: Estimator,
  timeOf: string | undefined,
): Cell[] {
  const label = timeOf === undefined ? model : `${model}${equalTimeSuffix}`;
  const { dataset, split, seed, isFirst } = place;
  const { threads, device } = suite;
  const { objective, ...training } = suite.training;
  const key = { dataset, split, model: label, seed };
  const folder = folderOf(place, label);
  const network = networkOf(suite, model);
  const trainId = cellId(place, label, 'train');
  const { batchSize, maxSteps, stepsPerCheck } = training;
  const equalTime = timeOf === undefined ? undefined : { timeOf, paceOf: cellId(place, model, 'train') };
  const trainSettings: TrainCell = { model, folder, network, training, objective, equalTime, threads, device };
  const accuracySettings: AccuracyCell = { folder, keepsScores: isFirst, threads, device };
  const expected = estimator.train(
    timeOf === undefined ? model : (suite.baseline as ModelName),
    network,
    batchSize,
    maxSteps,
    maxSteps / stepsPerCheck,
  );
  return [
    cell('train', trainId, key, equalTime === undefined ? [] : [equalTime.timeOf, equalTime.paceOf], trainSettings, expected),
    cell(
      'accuracy',
      cellId(place, label, 'accuracy'),
      key,
      [trainId],
      accuracySettings,
      estimator.accuracy(model, network, isFirst),
    ),
  ];
}

function measureCost(
  suite: Suite,
  model: ModelName,
  place: Place,
  estimator: Estimator,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const { dataset, split, seed } = place;
  const { cost, threads, device } = suite;
  const row: ModelRow = models[model];
  const serves = (scorer: string): boolean => row.fusion.metric !== undefined || !scorers[scorer]!.indexOnly;
  const network = networkOf(suite, model);
  const needs = [`${dataset}/${split}/split`, cellId(place, model, 'train')];
  const budget = { queries: cost.latencyQueries, maximumSeconds: cost.latencySeconds };
  const served = (scorer: string, settings: Readonly<Record<string, number>> = {}): ServingCell => ({
    scorer,
    folder: folderOf(place, model),
    settings,
    k: cost.k,
    threads,
    device,
  });
  const measured = (kind: CellKindName, scorer: string, settings: ServingCell, estimate: Cell['estimate']): Cell =>
    cell(kind, cellId(place, model, `${kind}-${scorer}`), { dataset, split, model, seed, scorer }, needs, settings, estimate);
  const { queries, maximumSeconds } = budget;
  return [
    ...cost.latency.filter(serves).map((scorer) => {
      const settings: LatencyCell = { ...served(scorer), ...budget };
      return measured('latency', scorer, settings, estimator.latency(model, network, scorer, queries, maximumSeconds));
    }),
    ...cost.sweeps
      .filter(({ scorer }) => serves(scorer))
      .map(({ scorer, knob, values, settings: fixed }) => {
        const settings: IndexCell = { ...served(scorer, fixed), ...budget, knob, values };
        return measured('index', scorer, settings, estimator.index(queries, maximumSeconds, values.length));
      }),
    ...cost.scale
      .filter(({ scorer }) => serves(scorer))
      .map(({ scorer, pairs }) => {
        const settings: ScaleCell = { ...served(scorer), pairs };
        return measured('scale', scorer, settings, estimator.scale(model, network, scorer, pairs));
      }),
    ...cost.memory.filter(serves).map((scorer) => measured('memory', scorer, served(scorer), estimator.memory())),
  ];
}

/** What a whole plan takes. */
export const totalEstimate = (cells: readonly Cell[]): Cell['estimate'] => ({
  seconds: cells.reduce((sum, { estimate }) => sum + estimate.seconds, 0),
  bytes: cells.reduce((sum, { estimate }) => sum + estimate.bytes, 0),
});
