import type { Side, Warning } from '../types.ts';
import { countAnswers, readSideFacts, type SideInspection, sideFindings } from './inspect-side.ts';
import { inspectSplit, type SplitInspection, splitFindings } from './inspect-split.ts';
import { Numbering } from './numbering.ts';
import { openFolder, readRelations } from './read-folder.ts';
import { transposeRelevance } from './relevance.ts';

export interface Inspection {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly sides: Readonly<Record<Side, SideInspection>>;
  readonly pairs: number;
  readonly splits: readonly SplitInspection[];
  /** What is odd, and what to do about it. Nothing here is an error: a data set may share units between parts on purpose. */
  readonly findings: readonly Warning[];
}

/**
 * Facts about a data set that a person should know before trusting a figure measured on it. All that `loadDataset` checks is checked; files are read from start
 * to end and never held as a whole, so that memory depends on the number of items, not on their features. Throws a `UserError`.
 */
export async function inspectDataset(dir: string): Promise<Inspection> {
  const folder = await openFolder(dir);
  const units = new Numbering();
  const left = await readSideFacts(folder, 'left', units);
  const right = await readSideFacts(folder, 'right', units);
  const { relevance, splits: divided } = await readRelations(folder, left.ids, right.ids);
  const sides = {
    left: { ...left.facts, answers: countAnswers(relevance) },
    right: { ...right.facts, answers: countAnswers(transposeRelevance(relevance)) },
  };
  const splits = divided.map((split) => inspectSplit(split, { left, right }, units.size));
  return {
    name: folder.manifest.name,
    version: folder.manifest.version,
    hash: folder.hash,
    sides,
    pairs: relevance.columnOf.length,
    splits,
    findings: [
      ...(['left', 'right'] as const).flatMap((side) => sideFindings(side, sides[side])),
      ...splits.flatMap(splitFindings),
    ],
  };
}
