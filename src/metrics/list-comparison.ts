import type { Direction, Relevance, TopK } from '../types.ts';
import { rightAnswers } from './right-answers.ts';

/** Scores this near the k-th best are as good: float32 sums in another order differ by about this much. */
const tolerance = 1e-6;

/** How much of the k best of an exhaustive search a list of k has, averaged over queries; with fewer candidates than k, of all of them. */
export interface ListAgreement {
  /** Share of the same candidates. */
  readonly overlap: number;
  /** Share of candidates whose true score is at least the k-th best less 1e-6, as far as the exhaustive lists reach: ties are admitted. */
  readonly recall: number;
}

/** Compares lists of the same queries; `exhaustive` may be longer than k, so that ties with its k-th are seen. */
export function compareLists(found: TopK, exhaustive: TopK, k: number): ListAgreement {
  const queries = exhaustive.rows.length / exhaustive.k;
  let [overlap, recall] = [0, 0];
  for (let query = 0; query < queries; query++) {
    const base = query * exhaustive.k;
    const depth = Math.min(k, exhaustive.k);
    const truth = exhaustive.rows.subarray(base, base + depth).filter((row) => row >= 0);
    const least = exhaustive.scores[base + truth.length - 1]! - tolerance;
    const admitted = new Set<number>();
    for (let i = 0; i < exhaustive.k; i++) {
      if (exhaustive.rows[base + i]! >= 0 && exhaustive.scores[base + i]! >= least) admitted.add(exhaustive.rows[base + i]!);
    }
    const best = new Set(truth);
    const listed = new Set(found.rows.subarray(query * found.k, query * found.k + Math.min(k, found.k)));
    let [same, good] = [0, 0];
    for (const row of listed) {
      if (best.has(row)) same++;
      if (admitted.has(row)) good++;
    }
    overlap += same / truth.length;
    recall += good / truth.length;
  }
  return { overlap: overlap / queries, recall: recall / queries };
}

/** Of the queries that have a right answer, the share with one in its list. */
export function shareWithRight({ k, rows }: TopK, relevance: Relevance, direction: Direction): number {
  const right = rightAnswers(relevance, direction);
  let [asked, reached] = [0, 0];
  for (let row = 0; row < right.rows; row++) {
    const answers = new Set(right.columnOf.subarray(right.offsets[row]!, right.offsets[row + 1]!));
    if (answers.size === 0) continue;
    asked++;
    if (rows.subarray(row * k, (row + 1) * k).some((candidate) => answers.has(candidate))) reached++;
  }
  return reached / asked;
}
