import type { Dataset, Side, Warning } from '../types.ts';
import { contentHashes, inspectSide, type SideInspection, sideFindings } from './inspect-side.ts';
import { inspectSplit, type SplitInspection, splitFindings } from './inspect-split.ts';
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

/** Facts about a loaded data set that a person should know before trusting a figure measured on it. */
export function inspectDataset(dataset: Dataset): Inspection {
  const { name, version, hash, relevance } = dataset;
  const contents = { left: contentHashes(dataset.left), right: contentHashes(dataset.right) };
  const sides = {
    left: inspectSide(dataset.left, relevance, contents.left),
    right: inspectSide(dataset.right, transposeRelevance(relevance), contents.right),
  };
  const splits = dataset.splits.map((split) => inspectSplit(dataset, split, contents));
  return {
    name,
    version,
    hash,
    sides,
    pairs: relevance.columnOf.length,
    splits,
    findings: [
      ...(['left', 'right'] as const).flatMap((side) => sideFindings(side, sides[side])),
      ...splits.flatMap(splitFindings),
    ],
  };
}
