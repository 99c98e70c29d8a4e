import type { Direction, Matrix, Relevance } from '../types.ts';
import { kthLargest } from './kth-largest.ts';
import { checkScores, forEachQuery } from './query-scores.ts';
import { rightAnswers } from './right-answers.ts';

/** The first `depth` candidates of every query that has a right answer. */
export interface TopRankings {
  readonly direction: Direction;
  /** As asked, or the number of candidates where that is smaller. */
  readonly depth: number;
  /** Row of each query on its side [Q], ascending. */
  readonly queryRows: Int32Array;
  /** Candidate rows [Q, depth], best first. */
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/**
 * The head of the same ranking that `rankRightAnswers` measures (score descending, wrong before right, then candidate row), as TREC run
 * files list it. Throws a `UserError` for a NaN score.
 */
export function topRankings(scores: Matrix, relevance: Relevance, direction: Direction, depth: number): TopRankings {
  checkScores(scores, relevance);
  const right = rightAnswers(relevance, direction);
  const kept = Math.min(depth, right.columns);
  const queryRows = Int32Array.from({ length: right.rows }, (_, row) => row).filter(
    (row) => right.offsets[row + 1]! > right.offsets[row]!,
  );
  const rows = new Int32Array(queryRows.length * kept);
  const topScores = new Float32Array(rows.length);
  const isRight = new Uint8Array(right.columns);
  let query = 0;
  forEachQuery(scores, direction, (row, candidateScores) => {
    const answers = right.columnOf.subarray(right.offsets[row]!, right.offsets[row + 1]!);
    if (answers.length === 0) return;
    for (const column of answers) isRight[column] = 1;
    for (const [rank, column] of bestCandidates(candidateScores, isRight, kept).entries()) {
      rows[query * kept + rank] = column;
      topScores[query * kept + rank] = candidateScores[column]!;
    }
    for (const column of answers) isRight[column] = 0;
    query++;
  });
  return { direction, depth: kept, queryRows, rows, scores: topScores };
}

function bestCandidates(candidateScores: Float32Array, isRight: Uint8Array, count: number): number[] {
  const threshold = kthLargest(candidateScores.slice(), count);
  // Everything from the threshold up may be listed; ties at the threshold are cut after sorting.
  const candidates: number[] = [];
  for (let column = 0; column < candidateScores.length; column++) {
    if (candidateScores[column]! >= threshold) candidates.push(column);
  }
  candidates.sort((a, b) => candidateScores[b]! - candidateScores[a]! || isRight[a]! - isRight[b]! || a - b);
  return candidates.slice(0, count);
}
