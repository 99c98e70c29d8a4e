import { mean as libraryMean, quantile as libraryQuantile, sampleStandardDeviation } from 'simple-statistics';

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

/** Several quantiles of the same samples, likewise, for less than one by one. */
export const quantiles = (samples: Samples, qs: readonly number[]): number[] | undefined =>
  samples.length > 0 ? libraryQuantile(listOf(samples), [...qs]) : undefined;

export const median = (samples: Samples): number | undefined => quantile(samples, 0.5);

export const mean = (samples: Samples): number | undefined => (samples.length > 0 ? libraryMean(listOf(samples)) : undefined);

/** With Bessel's correction; `undefined` for fewer than two samples. */
export const standardDeviation = (samples: Samples): number | undefined =>
  samples.length > 1 ? sampleStandardDeviation(listOf(samples)) : undefined;
