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

const known = new WeakMap<Float64Array, WeakMap<Resamples, Float64Array>>();

/** The sums of columns [units] in every resample [count]: of those that are not known yet, all at once. */
export function totalsIn(columns: readonly Float64Array[], resamples: Resamples): Float64Array[] {
  const missing = [...new Set(columns)].filter((column) => known.get(column)?.get(resamples) === undefined);
  const sums = missing.length === 0 ? [] : resampledSums(missing, resamples);
  for (const [i, column] of missing.entries()) {
    const ofColumn = known.get(column) ?? new WeakMap<Resamples, Float64Array>();
    ofColumn.set(resamples, sums[i]!);
    known.set(column, ofColumn);
  }
  return columns.map((column) => known.get(column)!.get(resamples)!);
}
