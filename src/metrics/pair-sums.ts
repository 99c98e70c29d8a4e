import { type PlattScaling, probabilityOf } from './platt.ts';
import type { ScoredPairs } from './scored-pairs.ts';

/** Sums over the pairs of each group of left rows, [G]: enough for precision, recall, F1 and Brier scores of any of the groups together. */
export interface PairSums {
  readonly pairs: Float64Array;
  readonly right: Float64Array;
  /** Pairs that score at least the threshold, and of these the right ones. */
  readonly passed: Float64Array;
  readonly hits: Float64Array;
  /** Σ (probability − 1 if right, else 0)². */
  readonly squaredError: Float64Array;
}

/** @param groupOf of every left row, a number below `groups` */
export function sumPairs(
  { offsets, scores, right }: ScoredPairs,
  groupOf: ArrayLike<number>,
  groups: number,
  threshold: number,
  scaling: PlattScaling,
): PairSums {
  const empty = (): Float64Array => new Float64Array(groups);
  const sums: PairSums = { pairs: empty(), right: empty(), passed: empty(), hits: empty(), squaredError: empty() };
  for (let row = 0; row + 1 < offsets.length; row++) {
    const group = groupOf[row]!;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const isRight = right[at]!;
      const score = scores[at]!;
      sums.pairs[group]!++;
      sums.right[group]! += isRight;
      sums.squaredError[group]! += (probabilityOf(scaling, score) - isRight) ** 2;
      if (score < threshold) continue;
      sums.passed[group]!++;
      sums.hits[group]! += isRight;
    }
  }
  return sums;
}
