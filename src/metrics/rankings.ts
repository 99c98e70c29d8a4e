import type { Direction, Matrix, Relevance } from '../types.ts';
import { isCandidate } from './exclude.ts';
import { checkScores, forEachQuery } from './query-scores.ts';
import { rightAnswers } from './right-answers.ts';

/** Where the right answers of every query stand among all candidates. Q counts the queries that have a right answer. */
export interface Rankings {
  /** Row of each query on its side [Q], ascending. */
  readonly queryRows: Int32Array;
  /** Queries left out because they have no right answer. */
  readonly skipped: number;
  /** The right answers of query q are `offsets[q] .. offsets[q + 1]` of the two arrays below [Q + 1]. */
  readonly offsets: Uint32Array;
  /** 1-based ranks, ascending within a query. */
  readonly ranks: Uint32Array;
  /** Grade of the right answer at that rank. */
  readonly grades: Uint8Array;
  /** Candidates of each query, right ones among them [Q]: all of the other side but those that are excluded. */
  readonly candidates: Uint32Array;
}

/**
 * Full ranking over all candidates, ordered by score descending, then wrong before right, then candidate row. Wrong before right
 * makes ties pessimistic: a scorer that gives every pair the same score gets nothing.
 *
 * Of a query with R right answers among M candidates only the ranks of the right answers are found, in O(M log R). Throws a
 * `UserError` for a NaN score.
 */
export function rankRightAnswers(scores: Matrix, relevance: Relevance, direction: Direction): Rankings {
  checkScores(scores, relevance);
  const right = rightAnswers(relevance, direction);
  let queries = 0;
  for (let row = 0; row < right.rows; row++) if (right.offsets[row + 1]! > right.offsets[row]!) queries++;

  const queryRows = new Int32Array(queries);
  const offsets = new Uint32Array(queries + 1);
  const ranks = new Uint32Array(right.columnOf.length);
  const grades = new Uint8Array(right.columnOf.length);
  const candidates = new Uint32Array(queries);
  let query = 0;
  forEachQuery(scores, direction, (row, candidateScores) => {
    const first = right.offsets[row]!;
    const end = right.offsets[row + 1]!;
    if (first === end) return;
    const order = Array.from({ length: end - first }, (_, i) => first + i);
    const scoreOf = (at: number): number => candidateScores[right.columnOf[at]!]!;
    if (order.length > 1) order.sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
    rankSorted(
      candidateScores,
      Float64Array.from(order, (at) => scoreOf(at)),
      ranks.subarray(first, end),
    );
    for (const [i, at] of order.entries()) grades[first + i] = right.grades[at]!;
    queryRows[query] = row;
    candidates[query] = candidateScores.reduce((count, score) => count + Number(isCandidate(score)), 0);
    offsets[++query] = end;
  });
  return { queryRows, skipped: right.rows - queries, offsets, ranks, grades, candidates };
}

/** Writes the ranks of right answers, whose scores are given in descending order, among all candidates. */
function rankSorted(candidateScores: Float32Array, rightScores: Float64Array, ranks: Uint32Array): void {
  const count = rightScores.length;
  const lowest = rightScores[count - 1]!;
  // ranks[i] first counts the candidates that stand before right answer i and not before i - 1.
  for (let column = 0; column < candidateScores.length; column++) {
    const score = candidateScores[column]!;
    if (score >= lowest) ranks[firstNotAbove(rightScores, score)]!++;
  }
  // The right answers themselves were counted as if they were wrong.
  for (let i = 0; i < count; i++) ranks[firstNotAbove(rightScores, rightScores[i]!)]!--;
  let wrongBefore = 0;
  for (let i = 0; i < count; i++) {
    wrongBefore += ranks[i]!;
    ranks[i] = wrongBefore + i + 1;
  }
}

/** First position of a descending array whose value is at most `score`; its last value is known to be. */
function firstNotAbove(descending: Float64Array, score: number): number {
  let low = 0;
  let high = descending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (descending[middle]! > score) low = middle + 1;
    else high = middle;
  }
  return low;
}
