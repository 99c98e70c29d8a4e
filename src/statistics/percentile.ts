import type { Interval } from './interval.ts';
import { quantile, type Samples } from './summary.ts';

/**
 * Samples below which a percentile is not stated. With fewer, the largest sample lies below the true percentile with a probability
 * above about 0.0013 (MLPerf LoadGen's early stopping rule reaches the same counts).
 */
export const minimumSamples = { 50: 11, 90: 64, 95: 130, 99: 662, 99.9: 6636 } as const;

export type PercentileName = keyof typeof minimumSamples;

/** The percentile (type 7), or `undefined` with too few samples for it: print n/a and the count. */
export const percentile = (samples: Samples, p: PercentileName): number | undefined =>
  samples.length >= minimumSamples[p] ? quantile(samples, p / 100) : undefined;

/**
 * Confidence interval of a percentile between two of the samples, free of any assumption on their distribution but independence: the
 * narrowest [x(l), x(u)] whose tails each miss the percentile with at most (1 − level) / 2, by the binomial distribution
 * (Conover, Practical Nonparametric Statistics, §3.2; Hahn and Meeker 1991). `undefined` with too few samples for one.
 */
export function percentileInterval(samples: Samples, p: PercentileName, level = 0.95): Interval | undefined {
  const count = samples.length;
  if (count < minimumSamples[p]) return undefined;
  const ranks = intervalRanks(count, p / 100, level);
  if (ranks === undefined) return undefined;
  const sorted = Float64Array.from(samples).sort();
  return { low: sorted[ranks.lower - 1]!, high: sorted[ranks.upper]!, level };
}

type Ranks = { readonly lower: number; readonly upper: number } | undefined;
/** Most series of a run have as many samples as the others. */
const known = new Map<string, Ranks>();

function intervalRanks(count: number, q: number, level: number): Ranks {
  const name = `${count} ${q} ${level}`;
  if (!known.has(name)) known.set(name, findRanks(count, q, level));
  return known.get(name);
}

function findRanks(count: number, q: number, level: number): Ranks {
  const tail = (1 - level) / 2;
  const cumulative = binomialCumulative(count, q);
  // x(l) is above the percentile when fewer than l samples are below it; x(u) is below it when at least u are.
  let lower = 0;
  while (lower < count && cumulative[lower]! <= tail) lower++;
  let upper = lower;
  while (upper < count && cumulative[upper]! < 1 - tail) upper++;
  return lower === 0 || upper === count ? undefined : { lower, upper };
}

/** P(B ≤ k) for k = 0 .. n of a binomial B(n, q), summed from logarithms, which do not underflow for large n. */
function binomialCumulative(n: number, q: number): Float64Array {
  const cumulative = new Float64Array(n + 1);
  let logMass = n * Math.log1p(-q);
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += Math.exp(logMass);
    cumulative[k] = sum;
    logMass += Math.log((n - k) / (k + 1)) + Math.log(q) - Math.log1p(-q);
  }
  return cumulative;
}
