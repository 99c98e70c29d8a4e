import { readSafetensorsHeader } from '../../files/safetensors.ts';
import type { CellKey, Figure, SampleSeries } from '../../record.ts';
import { readFeatures } from '../../retrieval/features-file.ts';
import { hasIndex } from '../../retrieval/scorer-kinds.ts';
import type { Device, Direction, Features, PhaseCost, Scorer, ScorerSpec, Side } from '../../types.ts';
import type { CellContext } from '../cell.ts';
import { candidateSide, layout, querySide } from '../layout.ts';
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
  readonly stages?: readonly Pick<ServingCell, 'scorer' | 'folder' | 'settings'>[];
  /** A file that the index of the scorer, or of its first stage, was kept in, relative to OUT: opened in place of building. */
  readonly indexFile?: string;
  readonly k: number;
  readonly threads: number;
  readonly device: Device;
}

/** Queries and candidates of one direction: the test items of either side, as the run wrote them. */
export interface Serving {
  readonly spec: ScorerSpec;
  /** All of them, or as many of the first as were asked for. */
  readonly queries: Features;
  /** Counts all items of both sides, whatever was asked for. */
  readonly key: SampleSeries['key'];
}

export type ServedKey = CellKey & {
  readonly dataset: string;
  readonly split: string;
  readonly model: string;
  readonly seed: number;
};

/** Candidates are only counted here: their scorer reads them. Of the queries no more than `mostQueries` are read. */
export async function serving(
  cell: ServingCell,
  key: ServedKey,
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
    spec: specOf(cell, context, file(candidateSide(direction)), direction),
    queries,
    key: { model, scorer: cell.label ?? cell.scorer, direction, dataset, split, seed, device: cell.device, ...counts },
  };
}

/** The scorer of a cell over a file of candidates, and what it is built upon over the same ones. */
export function specOf(cell: ServingCell, context: CellContext, candidates: string, direction: Direction): ScorerSpec {
  const { device, threads } = cell;
  const one = ({ scorer, folder, settings }: Pick<ServingCell, 'scorer' | 'folder' | 'settings'>): ScorerSpec => ({
    kind: scorer,
    modelDir: context.input(folder),
    queries: querySide(direction),
    candidates,
    device,
    threads,
    settings,
  });
  const own = one({ ...cell, settings: settingsOf(cell, context, direction) });
  const stages = cell.stages?.map(one);
  const whole = { ...own, ...(stages === undefined ? {} : { stages }) };
  return cell.indexFile === undefined ? whole : openedFrom(whole, context.input(cell.indexFile));
}

/** A scorer without an index of its own hands the file to its first stage. */
function openedFrom(spec: ScorerSpec, indexFile: string): ScorerSpec {
  if (hasIndex(spec.kind)) return { ...spec, indexFile };
  const [first, ...others] = spec.stages ?? [];
  if (first === undefined) throw new Error(`internal: ${spec.kind} has no index to open`);
  return { ...spec, stages: [openedFrom(first, indexFile), ...others] };
}

/** Rows of a features file, by its header alone. */
const itemCount = async (path: string): Promise<number> => (await readSafetensorsHeader(path)).tensors.global?.shape[0] ?? 0;

/** Names under which a report finds the stages of opening a scorer. */
const stageNames: Readonly<Record<string, { readonly metric: string; readonly bytes: string }>> = {
  'encode candidates': { metric: 'encode candidates', bytes: 'cache bytes' },
  'build index': { metric: 'build time', bytes: 'index bytes' },
};

/** What opening cost once: the whole, and the stages that are told apart. */
export function openingFigures(opening: Scorer['opening'], key: SampleSeries['key']): Figure[] {
  const total = opening.reduce((sum, { ms }) => sum + ms, 0);
  return [{ ...key, metric: 'open time', unit: 'ms', value: total }, ...opening.flatMap((stage) => stageFigures(stage, key))];
}

function stageFigures({ phase, ms, bytes }: PhaseCost, key: SampleSeries['key']): Figure[] {
  const names = stageNames[phase];
  if (names === undefined) return [];
  return [
    { ...key, metric: names.metric, unit: 'ms', value: ms },
    ...(bytes === undefined ? [] : [{ ...key, metric: names.bytes, unit: 'bytes', value: bytes }]),
  ];
}
