import type { Interval } from './interval.ts';
import { mean, type Samples, standardDeviation } from './summary.ts';

/**
 * P(T ≤ t) of Student's t with a whole number of degrees of freedom: the finite trigonometric sums of
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
export function tCumulative(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(theta);
  const odd = degrees % 2;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  const central = odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
  return (1 + central) / 2;
}

/** Predictions along a fit ask for the same few again and again. */
const known = new Map<string, number>();

/**
 * The q quantile of Student's t, q in (0, 1), for a whole number of degrees of freedom ≥ 1. Found by bisection of the exact
 * distribution, to about 1e-12 relative.
 */
export function tQuantile(q: number, degrees: number): number {
  const name = `${q} ${degrees}`;
  const value = known.get(name) ?? findQuantile(q, degrees);
  known.set(name, value);
  return value;
}

function findQuantile(q: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) throw new Error(`internal: t with ${degrees} degrees of freedom`);
  if (!(q > 0 && q < 1)) throw new Error(`internal: t quantile of ${q}`);
  if (q < 0.5) return -tQuantile(1 - q, degrees);
  let low = 0;
  let high = 1;
  while (tCumulative(high, degrees) < q) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (tCumulative(middle, degrees) < q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export interface TInterval {
  /** Mean over the samples. */
  readonly value: number;
  /** `undefined` for a single sample, whose spread is unknown. */
  readonly interval: Interval | undefined;
  readonly standardDeviation: number | undefined;
  readonly count: number;
}

/**
 * Mean over seeds or folds with value ± t(n − 1) · s / √n (Student 1908): the spread over repetitions, which is not the spread over
 * queries. Folds share training data, so over folds it is somewhat too narrow (Bengio and Grandvalet 2004). `undefined` for no sample.
 */
export function tInterval(samples: Samples, level = 0.95): TInterval | undefined {
  const count = samples.length;
  const value = mean(samples);
  if (value === undefined) return undefined;
  const deviation = standardDeviation(samples);
  if (deviation === undefined) return { value, interval: undefined, standardDeviation: undefined, count };
  const half = (tQuantile((1 + level) / 2, count - 1) * deviation) / Math.sqrt(count);
  return { value, interval: { low: value - half, high: value + half, level }, standardDeviation: deviation, count };
}
