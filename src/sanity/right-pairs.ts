import type { Direction, Matrix, Relevance } from '../types.ts';

/** 1 for every right pair of an [N, M] grid, 0 for every other. */
export function rightPairs({ rows, columns, offsets, columnOf, grades }: Relevance): Uint8Array {
  const isRight = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) if (grades[at]! > 0) isRight[row * columns + columnOf[at]!] = 1;
  }
  return isRight;
}

/** A query that has a right answer. */
export interface CountedQuery {
  readonly right: number;
  readonly wrong: number;
  /** Wrong candidates that score at least as much as the best right one: the rank of the first right answer is one more, ties against it. */
  readonly wrongBefore: number;
}

/** Plain counting over all pairs, slow and obvious: what the ranking of the evaluation is held to. */
export function countQueries({ rows, columns, data }: Matrix, relevance: Relevance, direction: Direction): CountedQuery[] {
  const isRight = rightPairs(relevance);
  const [queries, candidates] = direction === 'left-right' ? [rows, columns] : [columns, rows];
  const counted: CountedQuery[] = [];
  for (let query = 0; query < queries; query++) {
    const at = (candidate: number): number =>
      direction === 'left-right' ? query * columns + candidate : candidate * columns + query;
    let [right, best] = [0, Number.NEGATIVE_INFINITY];
    for (let candidate = 0; candidate < candidates; candidate++) {
      if (isRight[at(candidate)] === 0) continue;
      right++;
      best = Math.max(best, data[at(candidate)]!);
    }
    if (right === 0) continue;
    let wrongBefore = 0;
    let wrong = 0;
    for (let candidate = 0; candidate < candidates; candidate++) {
      // What is excluded has the score −Infinity.
      if (isRight[at(candidate)] === 1 || data[at(candidate)] === Number.NEGATIVE_INFINITY) continue;
      wrong++;
      if (data[at(candidate)]! >= best) wrongBefore++;
    }
    counted.push({ right, wrong, wrongBefore });
  }
  return counted;
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
