import { createRandom } from '../../src/random.ts';
import type { Direction, Matrix, Relevance } from '../../src/types.ts';

/** Right pairs as [left row, right row, grade]. */
export type Judgement = readonly [number, number, number];

export function relevanceOf(rows: number, columns: number, judgements: readonly Judgement[]): Relevance {
  const sorted = [...judgements].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    rows,
    columns,
    offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => sorted.filter((pair) => pair[0] < row).length),
    columnOf: Uint32Array.from(sorted, (pair) => pair[1]),
    grades: Uint8Array.from(sorted, (pair) => pair[2]),
  };
}

export const matrixOf = (rows: number, columns: number, values: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  data: Float32Array.from(values),
});

/** A problem with many ties, several right answers a query, graded, some queries without any. */
export function randomProblem(
  seed: number,
  rows = 7,
  columns = 9,
): { scores: Matrix; relevance: Relevance; judgements: Judgement[] } {
  const random = createRandom(seed);
  const judgements: Judgement[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (random.uniform() < 0.2) judgements.push([row, column, random.below(3)]);
    }
  }
  judgements.push([0, 0, 1]);
  const unique = new Map(judgements.map((pair) => [`${pair[0]} ${pair[1]}`, pair]));
  const scores = matrixOf(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => random.below(5) / 4 - 0.5),
  );
  return { scores, relevance: relevanceOf(rows, columns, [...unique.values()]), judgements: [...unique.values()] };
}

export interface RankedCandidate {
  readonly column: number;
  readonly score: number;
  readonly grade: number;
}

/** The whole ranking of every query, by a full sort of objects. */
export function sortedRankings(
  scores: Matrix,
  judgements: readonly Judgement[],
  direction: Direction,
): Map<number, RankedCandidate[]> {
  const forward = direction === 'left-right';
  const rankings = new Map<number, RankedCandidate[]>();
  for (let query = 0; query < (forward ? scores.rows : scores.columns); query++) {
    const list: RankedCandidate[] = [];
    for (let column = 0; column < (forward ? scores.columns : scores.rows); column++) {
      const [left, right] = forward ? [query, column] : [column, query];
      const grade = judgements.find((pair) => pair[0] === left && pair[1] === right)?.[2] ?? 0;
      list.push({ column, score: scores.data[left * scores.columns + right]!, grade });
    }
    list.sort((a, b) => b.score - a.score || Math.min(a.grade, 1) - Math.min(b.grade, 1) || a.column - b.column);
    if (list.some((candidate) => candidate.grade > 0)) rankings.set(query, list);
  }
  return rankings;
}
