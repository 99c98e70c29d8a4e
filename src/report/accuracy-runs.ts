import type { CellRecord, Direction, Figure } from '../types.ts';
import { directions, type PerQuery } from './per-query.ts';
import type { LoadedRecord } from './read-record.ts';

/** What one seed of a model scored on the split it was tested on. */
export interface AccuracyRun {
  readonly seed: number;
  readonly split: string | undefined;
  readonly figures: readonly Figure[];
  readonly perQuery: PerQuery;
  /** Family of each query [Q], told apart across the splits of the data set. */
  readonly units: Readonly<Record<Direction, Float64Array>>;
}

export interface ModelRuns {
  readonly dataset: string;
  readonly model: string;
  /** By seed, ascending. */
  readonly runs: readonly AccuracyRun[];
}

/** Accuracy cells that finished, gathered by data set and model in the order of the record. */
export function accuracyRuns({ cells, perQuery }: LoadedRecord): ModelRuns[] {
  const groups = new Map<string, { dataset: string; model: string; runs: AccuracyRun[] }>();
  const splits = [...new Set(cells.map(({ key }) => JSON.stringify([key.dataset, key.split])))];
  for (const cell of cells) {
    const values = perQuery.get(cell.id);
    const { dataset, model, seed } = cell.key;
    if (!finishedAccuracy(cell) || values === undefined || dataset === undefined || model === undefined || seed === undefined)
      continue;
    const key = JSON.stringify([dataset, model]);
    const group = groups.get(key) ?? { dataset, model, runs: [] };
    groups.set(key, group);
    const splitIndex = splits.indexOf(JSON.stringify([dataset, cell.key.split]));
    group.runs.push({ seed, split: cell.key.split, figures: cell.figures, perQuery: values, units: unitsOf(values, splitIndex) });
  }
  for (const { runs } of groups.values()) runs.sort((a, b) => a.seed - b.seed);
  return [...groups.values()];
}

/** Folds share no family, and a cell counts the families of its own fold, so equal numbers in two folds are two families. */
function unitsOf(perQuery: PerQuery, splitIndex: number): AccuracyRun['units'] {
  const [leftRight, rightLeft] = directions.map((direction) =>
    Float64Array.from(perQuery[direction].units, (unit) => splitIndex * 2 ** 32 + unit),
  );
  return { 'left-right': leftRight!, 'right-left': rightLeft! };
}

const finishedAccuracy = ({ kind, status }: CellRecord): boolean => kind === 'accuracy' && status === 'done';

/** The key of a figure over all seeds: what differs between seeds (the fold, the number of items) is left out. */
export function keyOverSeeds({ dataset, model, runs }: ModelRuns): Partial<Figure> {
  const shared = <K extends 'split' | 'device' | 'leftCount' | 'rightCount'>(name: K): Figure[K] => {
    const values = new Set(runs.flatMap(({ figures }) => figures.map((figure) => figure[name])));
    return values.size === 1 ? [...values][0] : undefined;
  };
  return {
    model,
    dataset,
    split: shared('split'),
    seed: 'all',
    device: shared('device'),
    leftCount: shared('leftCount'),
    rightCount: shared('rightCount'),
  };
}
