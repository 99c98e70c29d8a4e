import { createRandom } from '../random.ts';
import type { Interval } from './interval.ts';
import { signFlipTest } from './paired.ts';
import { signedRankInterval, signedRanks } from './signed-rank.ts';
import { tQuantile } from './t-interval.ts';

/** The middle of paired log-ratios, tested against a limit. All of it is in natural logarithms. */
export interface LimitTest {
  readonly value: number;
  readonly interval: Interval;
  /** Two-sided p of the middle being at the limit, where it lies above it; 1 elsewhere. Never 0. */
  readonly p: number;
}

const flips = 10_000;

/**
 * The middle of the differences, one a pair, with its interval (`signedRankInterval`), and a sign-flip test of their signed ranks against the limit. Differences of
 * two processes in random order are symmetric about their middle when nothing changed, whatever the distribution of one process is; and a process that the machine
 * disturbed says little. Needs six pairs.
 */
export function limitTest(differences: readonly number[], limit: number, seed: number): LimitTest {
  const { value, interval } = signedRankInterval(differences);
  const beyond = signedRanks(differences.map((difference) => difference - limit));
  const p = value > limit ? signFlipTest(beyond, seed, flips) : 1;
  return { value, interval, p };
}

/** That of a mean of so many normal values whose interval would be as wide. */
const standardErrorOf = ({ low, high }: Interval, count: number): number => (high - low) / 2 / tQuantile(0.975, count - 1);

/** Deviation of one difference: that of a normal distribution for which the interval of the middle would be as wide. */
export const typicalDeviation = (differences: readonly number[]): number =>
  standardErrorOf(signedRankInterval(differences).interval, differences.length) * Math.sqrt(differences.length);

/** log(second / first), pair by pair. */
export const logRatios = (first: readonly number[], second: readonly number[]): number[] =>
  first.map((value, i) => Math.log(second[i]! / value));

/** So many orders that are at least as extreme tell p well enough where it is not small: no more are drawn. */
const enough = 100;
/** So many orders that the smallest p, corrected for a hundred series, is still one in 500. */
const orders = 50_000;

/**
 * p of there being no trend in a series: its slope over the order against that of random orders, two-sided. A series whose level moves while it is taken says less
 * than its interval claims. p = h / l where the h-th order at least as extreme is the l-th drawn, otherwise (b + 1) / (n + 1): valid, and never 0 (Besag and
 * Clifford 1991).
 */
export function trendTest(series: readonly number[], seed: number): number {
  const middle = (series.length - 1) / 2;
  const slopeOf = (values: readonly number[]): number =>
    Math.abs(values.reduce((sum, value, i) => sum + (i - middle) * value, 0));
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const centred = series.map((value) => value - mean);
  const scale = centred.reduce((sum, value) => sum + Math.abs(value), 0);
  // All equal but for rounding: no order differs from another.
  if (scale <= 1e-12 * series.length * Math.abs(mean)) return 1;
  const observed = slopeOf(centred) - 1e-12 * scale * series.length;
  const random = createRandom(seed);
  const shuffled = [...centred];
  let atLeast = 0;
  for (let draw = 1; draw <= orders; draw++) {
    if (slopeOf(random.shuffle(shuffled)) >= observed && ++atLeast === enough) return enough / draw;
  }
  return (atLeast + 1) / (orders + 1);
}
