import { resampledSums } from './resampled-sums.ts';
import { type Unit, unitLayout } from './unit-layout.ts';
import type { Resamples } from './unit-resamples.ts';

/**
 * One mean that a statistic is made of. A statistic is Σ weight × mean: MRR of both directions is two series of weight ½, rsum is
 * two series of weight 100 whose values are the sum of a query's three recalls.
 */
export interface Series {
  /** One value a query [Q], seeds averaged beforehand. */
  readonly values: ArrayLike<number>;
  /** Split unit (family) of each query [Q]: what is resampled whole, because its queries are not independent. */
  readonly units: ArrayLike<Unit>;
  /** Default 1. */
  readonly weight?: number;
}

/** `queries`: every query counts alike. `units`: queries are averaged within a unit first, and every unit counts alike. */
export type Weighting = 'queries' | 'units';

/** A series summed up within units: all that resampling units needs. */
export interface UnitSums {
  readonly weight: number;
  /** [units]; a unit that has no query in this series counts 0. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  /** Index of each query's unit [Q]. */
  readonly unitOf: Uint32Array;
}

/** Sums every series over the same list of units, those that have a query in any series. */
export function sumWithinUnits(
  series: readonly Series[],
  weighting: Weighting,
): { units: number; queries: number; series: UnitSums[] } {
  for (const { values, units } of series) {
    if (values.length !== units.length) throw new Error(`internal: ${values.length} values for ${units.length} units`);
    if (values.length === 0) throw new Error('internal: a series without queries has no mean');
  }
  const { units, queries, series: layouts } = unitLayout(series.map((one) => one.units));
  const summed = series.map(({ values, weight = 1 }, i): UnitSums => {
    const { unitOf, counts, presence } = layouts[i]!;
    const sums = new Float64Array(units);
    for (let query = 0; query < values.length; query++) sums[unitOf[query]!]! += values[query]!;
    if (weighting === 'queries') return { weight, sums, counts, unitOf };
    return { weight, sums: sums.map((sum, unit) => (counts[unit] === 0 ? sum : sum / counts[unit]!)), counts: presence, unitOf };
  });
  return { units, queries, series: summed };
}

/** The statistic in every resample: Σ weight × (Σ sums / Σ counts). NaN where a series has no query left. */
export function weightedMeans(series: readonly UnitSums[], resamples: Resamples): Float64Array {
  const values = new Float64Array(resamples.count);
  for (const { weight, sums, counts } of series) {
    const [totals, sizes] = [resampledSums(sums, resamples), countsIn(counts, resamples)];
    for (let i = 0; i < values.length; i++) values[i]! += (weight * totals[i]!) / sizes[i]!;
  }
  return values;
}

const known = new WeakMap<Float64Array, WeakMap<Resamples, Float64Array>>();

/** Queries in every resample. Kept, because all metrics over the same queries divide by the same counts. */
export function countsIn(counts: Float64Array, resamples: Resamples): Float64Array {
  const ofCounts = known.get(counts) ?? new WeakMap<Resamples, Float64Array>();
  known.set(counts, ofCounts);
  const found = ofCounts.get(resamples) ?? resampledSums(counts, resamples);
  ofCounts.set(resamples, found);
  return found;
}
