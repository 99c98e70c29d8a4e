import { join } from 'node:path';
import { counted } from '../../counted.ts';
import { takeRows } from '../../dataset/part.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { createRandom, deriveSeed } from '../../random.ts';
import { featureTensors } from '../../retrieval/features-file.ts';
import { availableBytes } from '../../retrieval/memory-need.ts';
import type { Dataset, Direction, Features, SideData, Warning } from '../../types.ts';
import type { CellContext } from '../cell.ts';
import { candidateSide } from '../planning/layout.ts';

/** Growing numbers of candidates that are served. */
export interface Sized {
  readonly direction: Direction;
  /** Numbers of candidates, ascending. */
  readonly sizes: readonly number[];
  /** Drawn features for sizes beyond the data set; undefined where there are none. */
  readonly synthetic?: { readonly candidates: string; readonly queries: string };
}

/** A side's items of all parts in an order drawn by a fixed seed: rows are in the order of their ids, which sort by kind. */
export const shuffled = (side: SideData): Features =>
  takeRows(side, createRandom(deriveSeed(0, 'sizes')).shuffle(Uint32Array.from(side.items.keys()))).features;

/** A file of all real candidates, shuffled: the first so many of them are taken. */
export async function realCandidates(dataset: Dataset, direction: Direction, context: CellContext): Promise<string> {
  const path = join(context.scratch, 'real-candidates.safetensors');
  await writeSafetensors(path, featureTensors(shuffled(dataset[candidateSide(direction)])));
  return path;
}

/** The largest size among real candidates, where drawn ones are compared with them. */
export const meetingSize = (sizes: readonly number[], realCount: number): number | undefined =>
  sizes.findLast((size) => size <= realCount);

/** The sets that are searched: real items as far as they go, drawn ones beyond, and once drawn ones as many as there are real ones. */
export function sizedSets(
  sizes: readonly number[],
  realCount: number,
  isDrawn: boolean,
): { readonly size: number; readonly isDrawn: boolean }[] {
  const sets = sizes.flatMap((size) => (size <= realCount || isDrawn ? [{ size, isDrawn: size > realCount }] : []));
  const meeting = meetingSize(sizes, realCount);
  return meeting !== undefined && sets.some((set) => set.isDrawn) ? [...sets, { size: meeting, isDrawn: true }] : sets;
}

/** Features, what is cached of them and an index take about this many times the features alone. */
const copies = 3;

/** Says so where candidates of so many columns do not fit what this process may still take. */
export function tooLittleMemory(size: number, columns: number): Warning | undefined {
  const needed = copies * 4 * size * columns;
  const free = availableBytes();
  if (needed <= free) return undefined;
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return {
    code: 'too-little-memory',
    message: `${counted(size, 'candidate needs', 'candidates need')} about ${gibibytes(needed)}, ${gibibytes(free)} are free: this size was left out.`,
    remedy: 'Use a machine with more memory, or leave the size out of serving.sizes.',
  };
}
