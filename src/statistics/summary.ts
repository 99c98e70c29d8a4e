import {
  mean as libraryMean,
  quantile as libraryQuantile,
  quantileSorted,
  quickselect,
  sampleStandardDeviation,
} from 'simple-statistics';

/** Raw samples in the order they were taken; nothing here needs them sorted or changes them. */
export type Samples = ArrayLike<number>;

/** The library reads a typed array as it reads a list, and changes neither. */
const listOf = (samples: Samples): number[] =>
  ArrayBuffer.isView(samples) ? (samples as unknown as number[]) : Array.from(samples);

/**
 * Quantile by linear interpolation between order statistics, h = (n − 1)q: type 7 of Hyndman and Fan 1996, the default of R and NumPy.
 * `undefined` for no sample.
 */
export const quantile = (samples: Samples, q: number): number | undefined =>
  samples.length > 0 ? libraryQuantile(listOf(samples), q) : undefined;

/** Several quantiles, likewise, of samples that nobody needs any more: they are reordered in place, and nothing is copied. */
export function takeQuantiles(samples: Float64Array, qs: readonly number[]): number[] | undefined {
  if (samples.length === 0) return undefined;
  const list = listOf(samples);
  const last = samples.length - 1;
  const places = new Set(qs.flatMap((q) => [Math.floor(last * q), Math.ceil(last * q)]));
  let from = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    // What is selected stays where it is: all before it is smaller, all after it larger, and the next one is the smallest of these.
    if (from > 0 && place === from) exchange(list, place, smallestFrom(list, place));
    else quickselect(list, place, from, last);
    from = place + 1;
  }
  return qs.map((q) => quantileSorted(list, q));
}

function smallestFrom(list: readonly number[], start: number): number {
  let place = start;
  for (let i = start + 1; i < list.length; i++) if (list[i]! < list[place]!) place = i;
  return place;
}

function exchange(list: number[], a: number, b: number): void {
  const value = list[a]!;
  list[a] = list[b]!;
  list[b] = value;
}

export const median = (samples: Samples): number | undefined => quantile(samples, 0.5);

export const mean = (samples: Samples): number | undefined => (samples.length > 0 ? libraryMean(listOf(samples)) : undefined);

/** With Bessel's correction; `undefined` for fewer than two samples. */
export const standardDeviation = (samples: Samples): number | undefined =>
  samples.length > 1 ? sampleStandardDeviation(listOf(samples)) : undefined;
