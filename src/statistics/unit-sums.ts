import { scratch } from './scratch.ts';
import { totalsIn, unitColumn } from './unit-columns.ts';
import { type Unit, unitLayout } from './unit-layout.ts';
import type { Resamples } from './unit-resamples.ts';

/** Weight × values, added to others of the same queries. */
export interface Term {
  readonly values: ArrayLike<number>;
  readonly weight: number;
}

/** One value a query [Q]; or the terms that it is the sum of: metrics of one sum, or a model and, with weight −1, the one it is compared with. */
export type QueryValues = ArrayLike<number> | { readonly terms: readonly Term[] };

/**
 * One mean that a statistic is made of. A statistic is Σ weight × mean: MRR of both directions is two series of weight ½, rsum is
 * two series of weight 100 whose values are the sum of a query's three recalls.
 */
export interface Series {
  /** Seeds averaged beforehand. */
  readonly values: QueryValues;
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
  /** What the queries of each unit add up to is the sum of these [units]; a unit that has no query in this series counts 0. */
  readonly columns: readonly (Term & { readonly values: Float64Array })[];
  readonly counts: Float64Array;
  /** 1 for each unit that has a query in this series, else 0 [units]. */
  readonly presence: Float64Array;
  /** Index of each query's unit [Q]. */
  readonly unitOf: Uint32Array;
}

export const termsOf = (values: QueryValues): readonly Term[] => ('terms' in values ? values.terms : [{ values, weight: 1 }]);

/** Σ weight × values, one by one; in `into` where they are not the values themselves. */
export function combined(
  terms: readonly Term[],
  into: Float64Array = new Float64Array(terms[0]?.values.length ?? 0),
): ArrayLike<number> {
  const [first, ...others] = terms;
  if (first === undefined) return into.fill(0);
  if (others.length === 0 && first.weight === 1) return first.values;
  for (let i = 0; i < into.length; i++) into[i] = first.weight * first.values[i]!;
  for (const { values, weight } of others) for (let i = 0; i < into.length; i++) into[i]! += weight * values[i]!;
  return into;
}

/** Sums every series over the same list of units, those that have a query in any series. */
export function sumWithinUnits(
  series: readonly Series[],
  weighting: Weighting,
): { units: number; queries: number; series: UnitSums[] } {
  for (const { values, units } of series) {
    for (const { values: one } of termsOf(values)) {
      if (one.length !== units.length) throw new Error(`internal: ${one.length} values for ${units.length} units`);
    }
    if (units.length === 0) throw new Error('internal: a series without queries has no mean');
  }
  const { units, queries, series: layouts } = unitLayout(series.map((one) => one.units));
  const summed = series.map(({ values, weight = 1 }, i): UnitSums => {
    const layout = layouts[i]!;
    const { unitOf, counts, presence } = layout;
    const columns = termsOf(values).map((term) => ({ values: unitColumn(term.values, layout), weight: term.weight }));
    if (weighting === 'queries') return { weight, columns, counts, presence, unitOf };
    const sums = combined(columns);
    const means = new Float64Array(units);
    for (let unit = 0; unit < units; unit++) if (counts[unit] !== 0) means[unit] = sums[unit]! / counts[unit]!;
    return { weight, columns: [{ values: means, weight: 1 }], counts: presence, presence, unitOf };
  });
  return { units, queries, series: summed };
}

/** The statistic in every resample, in `into` [count]: Σ weight × (Σ sums / Σ counts). NaN where a series has no query left. */
export function weightedMeans(
  series: readonly UnitSums[],
  resamples: Resamples,
  into: Float64Array = new Float64Array(resamples.count),
): Float64Array {
  into.fill(0);
  for (const { weight, columns, counts } of series) {
    const sums = totalsIn(
      columns.map((column) => column.values),
      resamples,
    );
    const totals = combined(
      columns.map((column, i) => ({ values: sums[i]!, weight: column.weight })),
      totalsRoom(resamples.count),
    );
    const [sizes] = totalsIn([counts], resamples);
    for (let i = 0; i < into.length; i++) into[i]! += (weight * totals[i]!) / sizes![i]!;
  }
  return into;
}

/** For one series after another: as arrays of their own, these would be most of what a report allocates. */
const totalsRoom = scratch();
