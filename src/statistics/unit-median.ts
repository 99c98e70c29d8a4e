import { drawsOf, type Resamples } from './unit-resamples.ts';
import { countsIn, type UnitSums } from './unit-sums.ts';

/** Queries that are counted in one pass over the resamples. */
const block = 8;

/**
 * Weight × the median over the queries of a series in every resample; an even number of queries averages the middle two. NaN where no query is left.
 */
export function unitMedians(values: ArrayLike<number>, { weight, counts, unitOf }: UnitSums, resamples: Resamples): Float64Array {
  const ascending = Uint32Array.from({ length: values.length }, (_, query) => query).sort((a, b) => values[a]! - values[b]!);
  const drawn = Array.from(ascending, (query) => drawsOf(resamples, unitOf[query]!));
  const nothing = new Uint8Array(resamples.count);
  const sizes = countsIn(counts, resamples);
  // Those below the median so far; −∞ where it is found, or there is none.
  const seen = sizes.map((size) => (size === 0 ? Number.NEGATIVE_INFINITY : 0));
  const medians = new Float64Array(resamples.count).fill(Number.NaN);
  let open = sizes.filter((size) => size > 0).length;
  for (let first = 0; first < drawn.length && open > 0; first += block) {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => drawn[first + i] ?? nothing) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const [e, f, g, h] = [4, 5, 6, 7].map((i) => drawn[first + i] ?? nothing) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    for (let i = 0; i < seen.length; i++) {
      const after = seen[i]! + (a[i]! + b[i]! + c[i]! + d[i]! + e[i]! + f[i]! + g[i]! + h[i]!);
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
    let query = from;
    let count = before + drawn[query]![resample]!;
    while (2 * count < size) count += drawn[++query]![resample]!;
    const lower = values[ascending[query]!]!;
    while (2 * count === size) count += drawn[++query]![resample]!;
    return (lower + values[ascending[query]!]!) / 2;
  }
}
