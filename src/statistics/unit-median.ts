import type { UnitSums } from './unit-sums.ts';

/**
 * Weight × the median over the queries of a series, as a function of how often each unit occurs; an even number of queries averages the middle two.
 * NaN when no query is left.
 */
export function unitMedian(
  values: ArrayLike<number>,
  { weight, counts, present, unitOf }: UnitSums,
): (times: ArrayLike<number>) => number {
  const ascending = Uint32Array.from({ length: values.length }, (_, query) => query).sort((a, b) => values[a]! - values[b]!);
  const unitAscending = ascending.map((query) => unitOf[query]!);
  return (times) => {
    let count = 0;
    for (const unit of present) count += times[unit]! * counts[unit]!;
    let seen = 0;
    let lower: number | undefined;
    for (let i = 0; i < ascending.length && count > 0; i++) {
      seen += times[unitAscending[i]!]!;
      if (2 * seen < count) continue;
      const value = values[ascending[i]!]!;
      lower ??= value;
      if (2 * seen > count) return (weight * (lower + value)) / 2;
    }
    return Number.NaN;
  };
}
