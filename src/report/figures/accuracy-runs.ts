import type { CellRecord, Figure } from '../../record.ts';
import { isArm } from '../record/arms.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import type { PerQuery } from './per-query.ts';

/** What one seed of a model scored on the split it was tested on. */
export interface AccuracyRun {
  readonly seed: number;
  readonly split: string | undefined;
  readonly figures: readonly Figure[];
  readonly perQuery: PerQuery;
}

export interface ModelRuns {
  readonly dataset: string;
  readonly model: string;
  /** By seed, ascending. */
  readonly runs: readonly AccuracyRun[];
}

/** Which seeds a model finished. */
interface Finished {
  readonly model: string;
  readonly runs: readonly { readonly seed: number }[];
}

/**
 * Seeds that every model of one data set finished, in the order of the first: what means over seeds are made of, so that all are over the same ones. Arms have
 * no say: one that failed takes no seed from the models, and has no mean where it lacks one of theirs.
 */
export function sharedSeeds(models: readonly Finished[]): number[] {
  const [first, ...others] = models.filter(({ model }) => !isArm(model)).map(({ runs }) => runs.map(({ seed }) => seed));
  return (first ?? []).filter((seed) => others.every((seeds) => seeds.includes(seed)));
}

/** Accuracy cells that finished, gathered by data set and model in the order of the record. */
export function accuracyRuns({ cells, perQuery }: LoadedRecord): ModelRuns[] {
  const groups = new Map<string, { dataset: string; model: string; runs: AccuracyRun[] }>();
  for (const cell of cells) {
    const values = perQuery.get(cell.id);
    const { dataset, model, seed } = cell.key;
    if (!finishedAccuracy(cell) || values === undefined || dataset === undefined || model === undefined || seed === undefined)
      continue;
    const key = JSON.stringify([dataset, model]);
    const group = groups.get(key) ?? { dataset, model, runs: [] };
    groups.set(key, group);
    group.runs.push({ seed, split: cell.key.split, figures: cell.figures, perQuery: values });
  }
  for (const { runs } of groups.values()) runs.sort((a, b) => a.seed - b.seed);
  return [...groups.values()];
}

const finishedAccuracy = ({ kind, status }: CellRecord): boolean => kind === 'accuracy' && status === 'done';

/** The key of a figure over all seeds: what differs between seeds (the fold, the number of items) is left out. */
export function keyOverSeeds({ dataset, model, runs }: ModelRuns): Partial<Figure> {
  const figures = runs.flatMap((run) => run.figures);
  const shared = <K extends 'split' | 'device' | 'leftCount' | 'rightCount'>(name: K): Figure[K] => {
    const value = figures[0]?.[name];
    return figures.every((figure) => figure[name] === value) ? value : undefined;
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
