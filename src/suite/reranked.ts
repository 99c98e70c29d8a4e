import type { Matrix } from '../types.ts';

/** All pairs that are candidates of each other, as row × columns + column. */
export const candidatePairs = ({ data }: Matrix): Uint32Array =>
  Uint32Array.from(data.keys()).filter((pair) => data[pair] !== Number.NEGATIVE_INFINITY);

/** Columns of the `depth` best scores of each row, and rows of those of each column: a pair once, as row × columns + column, ascending. */
export function bestOfEither({ rows, columns, data }: Matrix, depth: number): Uint32Array {
  const kept = new Set<number>();
  const best = (count: number, size: number, at: (i: number, j: number) => number): void => {
    for (let i = 0; i < count; i++) {
      const order = Array.from({ length: size }, (_, j) => at(i, j)).sort((a, b) => data[b]! - data[a]! || a - b);
      for (const pair of order.slice(0, depth)) if (data[pair] !== Number.NEGATIVE_INFINITY) kept.add(pair);
    }
  };
  best(rows, columns, (row, column) => row * columns + column);
  best(columns, rows, (column, row) => row * columns + column);
  return Uint32Array.from(kept).sort();
}

/**
 * Scores that order like a cascade: the pairs that were scored again by their new scores, all others below them in the order that they had. What was no candidate
 * stays none.
 * @param pairs as `bestOfEither` gives them, `scores` those of the same pairs
 */
export function reranked(first: Matrix, pairs: Uint32Array, scores: Float32Array): Matrix {
  const finite = first.data.filter((value) => value !== Number.NEGATIVE_INFINITY);
  const [low, high] = [extreme(finite, Math.min), extreme(finite, Math.max)];
  const floor = extreme(scores, Math.min) - 1;
  const span = high > low ? high - low : 1;
  const data = first.data.map((value) => (value === Number.NEGATIVE_INFINITY ? value : floor - (high - value) / span));
  for (const [i, pair] of pairs.entries()) data[pair] = scores[i]!;
  return { ...first, data };
}

const extreme = (values: Float32Array, pick: (a: number, b: number) => number): number =>
  values.reduce((best, value) => pick(best, value), values[0] ?? 0);
