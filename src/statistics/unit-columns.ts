import { resampledSums } from './resampled-sums.ts';
import type { SeriesLayout } from './unit-layout.ts';
import type { Resamples } from './unit-resamples.ts';

const recent = new Map<ArrayLike<number>, Map<SeriesLayout, Float64Array>>();
/** All metrics of all seeds of a few models: of one, and of those that it is compared with. */
const arraysKept = 640;

/**
 * Values [Q] summed up within the units of their queries [units]. Kept for the arrays that were last asked for, and with it what resamples make of it, because the
 * values of a model are in its own figures and in its differences to others: an array must not change once it was asked for.
 */
export function unitColumn(values: ArrayLike<number>, layout: SeriesLayout): Float64Array {
  const ofValues = recent.get(values) ?? new Map<SeriesLayout, Float64Array>();
  recent.delete(values);
  recent.set(values, ofValues);
  if (recent.size > arraysKept) recent.delete(recent.keys().next().value!);
  const known = ofValues.get(layout);
  if (known !== undefined) return known;
  const { unitOf, counts } = layout;
  const sums = new Float64Array(counts.length);
  for (let query = 0; query < values.length; query++) sums[unitOf[query]!]! += values[query]!;
  ofValues.set(layout, sums);
  return sums;
}

/** One or two plans each: what was observed, and its resamples. */
const known = new WeakMap<Float64Array, { readonly resamples: Resamples; readonly sums: Float64Array }[]>();

const knownSums = (column: Float64Array, resamples: Resamples): Float64Array | undefined =>
  known.get(column)?.find((one) => one.resamples === resamples)?.sums;

/** The sums of columns [units] in every resample [count]: of those that are not known yet, all at once. */
export function totalsIn(columns: readonly Float64Array[], resamples: Resamples): Float64Array[] {
  const missing = [...new Set(columns)].filter((column) => knownSums(column, resamples) === undefined);
  if (missing.length > 0) {
    for (const [i, sums] of resampledSums(missing, resamples).entries()) {
      const ofColumn = known.get(missing[i]!) ?? [];
      ofColumn.push({ resamples, sums });
      known.set(missing[i]!, ofColumn);
    }
  }
  return columns.map((column) => knownSums(column, resamples)!);
}
