import { addDraws, drawSums, unitsInByte } from './summed-draws.ts';
import { totalsIn } from './unit-columns.ts';
import type { Resamples } from './unit-resamples.ts';
import type { UnitSums } from './unit-sums.ts';

/** More queries than any resample has. */
const found = 0x7fffffff;

/**
 * Weight × the median over the queries of a series in every resample; an even number of queries averages the middle two. NaN where no query is left.
 */
export function unitMedians(values: ArrayLike<number>, { weight, counts, unitOf }: UnitSums, resamples: Resamples): Float64Array {
  const ascending = ascendingOrder(values);
  const units = ascending.map((query) => unitOf[query]!);
  const block = unitsInByte(resamples);
  const { words, draws } = drawSums(resamples);
  const sizes = totalsIn([counts], resamples)[0]!;
  // Queries from here up to the half of all, the one that reaches it included.
  const missing = new Int32Array(sizes.length);
  let open = 0;
  for (let i = 0; i < missing.length; i++) {
    missing[i] = sizes[i] === 0 ? found : Math.ceil(sizes[i]! / 2);
    if (sizes[i] !== 0) open++;
  }
  const medians = new Float64Array(resamples.count).fill(Number.NaN);
  for (let first = 0; first < units.length && open > 0; first += block) {
    addDraws(resamples, units, first, Math.min(units.length, first + block), words);
    for (let i = 0; i < missing.length; i++) {
      const left = missing[i]! - draws[i]!;
      if (left > 0) {
        missing[i] = left;
        continue;
      }
      medians[i] = weight * middle(i, first, Math.ceil(sizes[i]! / 2) - missing[i]!, sizes[i]!);
      missing[i] = found;
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
  const sorted = Float64Array.from(values).sort();
  // Where the next query of a value goes: ranks repeat, and comparing queries by a function takes several times as long.
  const placeOf = new Map<number, number>();
  for (let place = sorted.length - 1; place >= 0; place--) placeOf.set(sorted[place]!, place);
  const order = new Uint32Array(values.length);
  for (let query = 0; query < order.length; query++) {
    const place = placeOf.get(values[query]!)!;
    order[place] = query;
    placeOf.set(values[query]!, place + 1);
  }
  orders.set(values, order);
  return order;
}
