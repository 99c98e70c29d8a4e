export type Unit = string | number;

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
  /** Units that have a query in this series: over folds, a fraction of them. */
  readonly present: Uint32Array;
  /** Index of each query's unit [Q]. */
  readonly unitOf: Uint32Array;
}

/** Sums every series over the same list of units, those that have a query in any series. */
export function sumWithinUnits(
  series: readonly Series[],
  weighting: Weighting,
): { units: number; queries: number; series: UnitSums[] } {
  const indexOf = new Map<Unit, number>();
  let queries = 0;
  for (const { values, units } of series) {
    if (values.length !== units.length) throw new Error(`internal: ${values.length} values for ${units.length} units`);
    if (values.length === 0) throw new Error('internal: a series without queries has no mean');
    for (let query = 0; query < units.length; query++) {
      if (!indexOf.has(units[query]!)) indexOf.set(units[query]!, indexOf.size);
    }
    queries += values.length;
  }
  const summed = series.map(({ values, units, weight = 1 }) => {
    const sums = new Float64Array(indexOf.size);
    const counts = new Float64Array(indexOf.size);
    const unitOf = Uint32Array.from({ length: units.length }, (_, query) => indexOf.get(units[query]!)!);
    for (let query = 0; query < values.length; query++) {
      const unit = unitOf[query]!;
      sums[unit]! += values[query]!;
      counts[unit]!++;
    }
    if (weighting === 'units') {
      for (let unit = 0; unit < sums.length; unit++) {
        if (counts[unit] === 0) continue;
        sums[unit]! /= counts[unit]!;
        counts[unit] = 1;
      }
    }
    const present = Uint32Array.from(counts.keys()).filter((unit) => counts[unit]! > 0);
    return { weight, sums, counts, present, unitOf };
  });
  return { units: indexOf.size, queries, series: summed };
}

/** The statistic with unit u occurring `times[u]` times: Σ weight × (Σ sums / Σ counts). NaN when a series has no query left. */
export function weightedMeans(series: readonly UnitSums[], times: ArrayLike<number>): number {
  let value = 0;
  for (const { weight, sums, counts, present } of series) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < present.length; i++) {
      const unit = present[i]!;
      sum += times[unit]! * sums[unit]!;
      count += times[unit]! * counts[unit]!;
    }
    value += (weight * sum) / count;
  }
  return value;
}
