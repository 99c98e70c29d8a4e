import type { Matrix, Relevance } from '../types.ts';

/**
 * Scores [N, M] with −Infinity for pairs that are no candidates of each other. Every metric takes that score for "no candidate": such a pair has no rank, is
 * no wrong answer, and is in no pool of pairs, in either direction.
 */
export function withoutExcluded(scores: Matrix, exclude: Relevance | undefined): Matrix {
  if (exclude === undefined || exclude.columnOf.length === 0) return scores;
  const data = scores.data.slice();
  for (let row = 0; row < exclude.rows; row++) {
    for (let at = exclude.offsets[row]!; at < exclude.offsets[row + 1]!; at++)
      data[row * scores.columns + exclude.columnOf[at]!] = -Infinity;
  }
  return { ...scores, data };
}

/** Whether a pair with this score is a candidate at all. */
export const isCandidate = (score: number): boolean => score !== -Infinity;
