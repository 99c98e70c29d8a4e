import { addDraws, drawSums, unitsInByte } from './summed-draws.ts';
import { totalsIn } from './unit-columns.ts';
import type { Resamples } from './unit-resamples.ts';
import type { UnitSums } from './unit-sums.ts';

/**
 * Weight × the median over the queries of a series in every resample; an even number of queries averages the middle two. NaN where no query is left.
 */
export function unitMedians(values: ArrayLike<number>, { weight, counts, unitOf }: UnitSums, resamples: Resamples): Float64Array {
  const ascending = ascendingOrder(values);
  const units = ascending.map((query) => unitOf[query]!);
  const block = unitsInByte(resamples);
  const { words, draws } = drawSums(resamples);
  const sizes = totalsIn([counts], resamples)[0]!;
  // Those below the median so far; −∞ where it is found, or there is none.
  const seen = sizes.map((size) => (size === 0 ? Number.NEGATIVE_INFINITY : 0));
  const medians = new Float64Array(resamples.count).fill(Number.NaN);
  let open = sizes.filter((size) => size > 0).length;
  for (let first = 0; first < units.length && open > 0; first += block) {
    addDraws(resamples, units, first, Math.min(units.length, first + block), words);
    for (let i = 0; i < seen.length; i++) {
      const after = seen[i]! + draws[i]!;
      if (2 * after < sizes[i]!) {
        seen[i] = after;
        continue;
      }
      medians[i] = weight * middle(i, first, seen[i]!, sizes[i]!);
      seen[i] = Number.NEGATIVE_INFINITY;
      open--;
    }
  }
  return medians;

  /** The median of one resample, with half of its queries among those from `from` on, and `before` of them below. */
  function middle(resample: number, from: number, before: number, size: number): number {
    const drawn = (query: number): number => resamples.times[resamples.stride * units[query]! + resample]!;
    let query = from;
    let count = before + drawn(query);
    while (2 * count < size) count += drawn(++query);
    const lower = values[ascending[query]!]!;
    while (2 * count === size) count += drawn(++query);
    return (lower + values[ascending[query]!]!) / 2;
  }
}

const orders = new WeakMap<ArrayLike<number>, Uint32Array>();

/** Indices of the values from the smallest to the largest; kept, because what was observed and what is resampled ask for the same. */
function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const known = orders.get(values);
  if (known !== undefined) return known;
  const order = Uint32Array.from({ length: values.length }, (_, query) => query).sort((a, b) => values[a]! - values[b]!);
  orders.set(values, order);
  return order;
}
