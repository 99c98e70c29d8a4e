import type { Direction, Matrix } from '../../types.ts';

/** All pairs that are candidates of each other, as row × columns + column. */
export const candidatePairs = ({ data }: Matrix): Uint32Array =>
  Uint32Array.from(data.keys()).filter((pair) => data[pair] !== Number.NEGATIVE_INFINITY);

/** The `depth` best candidates of every query of a direction: pairs as row × columns + column, ascending. */
export function bestPairs({ rows, columns, data }: Matrix, depth: number, direction: Direction): Uint32Array {
  const [count, size] = direction === 'left-right' ? [rows, columns] : [columns, rows];
  const at = (query: number, candidate: number): number =>
    direction === 'left-right' ? query * columns + candidate : candidate * columns + query;
  const kept: number[] = [];
  for (let query = 0; query < count; query++) {
    const order = Array.from({ length: size }, (_, candidate) => at(query, candidate)).sort(
      (a, b) => data[b]! - data[a]! || a - b,
    );
    kept.push(...order.slice(0, depth).filter((pair) => data[pair] !== Number.NEGATIVE_INFINITY));
  }
  return Uint32Array.from(kept).sort();
}

/** Pairs of any of these lists, each once, ascending. */
export const together = (...lists: readonly Uint32Array[]): Uint32Array =>
  Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort();

/**
 * Scores that order like a cascade: the pairs that were scored again by their new scores, all others below them in the order that they had, equal ones equal. What was
 * no candidate stays none.
 * @param pairs in any order, `scores` those of the same pairs, one at least
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
