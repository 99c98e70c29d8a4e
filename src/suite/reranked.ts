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
 * Scores that order like a cascade: the pairs that were scored again by their new scores, all others below them in the order that they had, equal ones equal. What was
 * no candidate stays none.
 * @param pairs as `bestOfEither` gives them, `scores` those of the same pairs, one at least
 */
export function reranked(first: Matrix, pairs: Uint32Array, scores: Float32Array): Matrix {
  const levels = distinct(first.data.filter((value) => value !== Number.NEGATIVE_INFINITY));
  const lowest = scores.reduce((least, score) => Math.min(least, score));
  // One float32 a level: any other map into the room below would make close scores equal.
  const below = floatsBelow(lowest, levels.length);
  const data = first.data.map((value) => (value === Number.NEGATIVE_INFINITY ? value : below[placeOf(value, levels)]!));
  for (const [i, pair] of pairs.entries()) data[pair] = scores[i]!;
  return { ...first, data };
}

/** Different values, ascending. */
function distinct(values: Float32Array): Float32Array {
  values.sort();
  return values.filter((value, i) => i === 0 || value > values[i - 1]!);
}

function placeOf(value: number, ascending: Float32Array): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The `count` largest float32 below one, ascending. The bits of a float32 after its sign ascend with its magnitude. */
function floatsBelow(top: number, count: number): Float32Array {
  const floats = Float32Array.of(top);
  const order = (bits: number): number => (bits < 0 ? -(bits & 0x7f_ff_ff_ff) : bits);
  const first = order(new Int32Array(floats.buffer)[0]!) - count;
  const bits = Int32Array.from({ length: count }, (_, i) => (first + i < 0 ? -(first + i) | 0x80_00_00_00 : first + i));
  return new Float32Array(bits.buffer);
}
