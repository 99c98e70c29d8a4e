import { readSafetensorsHeader } from '../../files/safetensors.ts';
import type { SampleSeries } from '../../record.ts';
import { readFeatures } from '../../retrieval/features-file.ts';
import type { Device, Direction, Features, ScorerSpec, Side } from '../../types.ts';
import type { CellContext, TrainingKey } from '../cell.ts';
import { candidateSide, layout, querySide } from '../planning/layout.ts';
import { fileOfSet, poolSet, type SharedIndex } from './built-index.ts';
import { settingsOf } from './chosen-settings.ts';

/** What every cell that measures a cost is given. */
export interface ServingCell {
  readonly scorer: string;
  /** The model folder relative to OUT. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, number>>;
  /** Under which name it is reported. Default: the name of the scorer. */
  readonly label?: string;
  /** The cell that chose the weights of a cascade's two scores; without one they are as `settings` say. */
  readonly fusion?: string;
  /** The scorers that it is built upon. */
  readonly stages?: readonly Served[];
  /** Its own index, where another cell has built it; it is built anew where nothing is said. */
  readonly index?: SharedIndex;
  readonly k: number;
  readonly threads: number;
  readonly device: Device;
}

/** What a scorer is opened from, whether it serves or another one is built upon it. */
type Served = Pick<ServingCell, 'scorer' | 'folder' | 'settings' | 'index'>;

/** Queries and candidates of one direction: the test items of either side, as the run wrote them. */
export interface Serving {
  readonly spec: ScorerSpec;
  /** All of them, or as many of the first as were asked for. */
  readonly queries: Features;
  /** Counts all items of both sides, whatever was asked for. */
  readonly key: SampleSeries['key'];
}

/** Candidates are only counted here: their scorer reads them. Of the queries no more than `mostQueries` are read. */
export async function serving(
  cell: ServingCell,
  key: TrainingKey,
  context: CellContext,
  direction: Direction,
  mostQueries = Number.POSITIVE_INFINITY,
): Promise<Serving> {
  const { dataset, split, model, seed } = key;
  const file = (side: Side): string => context.input(layout.features(dataset, split, side));
  const counts = { leftCount: await itemCount(file('left')), rightCount: await itemCount(file('right')) };
  const queryCount = direction === 'left-right' ? counts.leftCount : counts.rightCount;
  const queries = await readFeatures(file(querySide(direction)), Math.min(mostQueries, queryCount));
  return {
    spec: specOf(cell, context, file(candidateSide(direction)), direction, poolSet(1, direction)),
    queries,
    key: { model, scorer: cell.label ?? cell.scorer, direction, dataset, split, seed, device: cell.device, ...counts },
  };
}

/**
 * The scorer of a cell over a file of candidates, and what it is built upon over the same ones. @param set their name, under which indexes over them are kept
 */
export function specOf(
  cell: ServingCell,
  context: CellContext,
  candidates: string,
  direction: Direction,
  set: string,
): ScorerSpec {
  const { device, threads } = cell;
  const one = ({ scorer, folder, settings, index }: Served): ScorerSpec => ({
    kind: scorer,
    modelDir: context.input(folder),
    queries: querySide(direction),
    candidates,
    device,
    threads,
    settings,
    ...(index === undefined ? {} : { indexFile: context.input(fileOfSet(index.folder, set)) }),
  });
  const own = one({ ...cell, settings: settingsOf(cell, context, direction) });
  return { ...own, ...(cell.stages === undefined ? {} : { stages: cell.stages.map(one) }) };
}

/** The same over the first so many of its candidates. */
export const ofCount = (spec: ScorerSpec, candidateCount: number): ScorerSpec => ({
  ...spec,
  candidateCount,
  ...(spec.stages === undefined ? {} : { stages: spec.stages.map((stage) => ofCount(stage, candidateCount)) }),
});

/** Rows of a features file, by its header alone. */
const itemCount = async (path: string): Promise<number> => (await readSafetensorsHeader(path)).tensors.global?.shape[0] ?? 0;
