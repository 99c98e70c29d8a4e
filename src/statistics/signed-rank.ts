import type { Interval } from './interval.ts';
import { median, type Samples } from './summary.ts';
import { tQuantile } from './t-interval.ts';

/**
 * The middle of paired differences: the median of the means of all pairs of them (Walsh averages; Hodges and Lehmann 1963), with the interval of all middles that
 * Wilcoxon's signed-rank test does not reject at 1 − level, by its exact distribution. Holds for differences that are symmetric about their middle, whatever else
 * their distribution is; a few that lie far off hardly move either, where they would widen an interval of the mean.
 * @throws an internal error for fewer differences than have an interval at this level
 */
export function signedRankInterval(differences: Samples, level = 0.95): { readonly value: number; readonly interval: Interval } {
  const count = differences.length;
  const averages = walshAverages(differences);
  const outside = lowerCount(count, (1 - level) / 2);
  if (outside === 0) throw new Error(`internal: ${count} differences have no interval at ${level}`);
  const interval = { low: averages[outside - 1]!, high: averages[averages.length - outside]!, level };
  return { value: median(averages)!, interval };
}

/** The means of all pairs of the differences and those themselves, ascending. */
function walshAverages(differences: Samples): number[] {
  const averages: number[] = [];
  for (let i = 0; i < differences.length; i++)
    for (let j = 0; j <= i; j++) averages.push((differences[i]! + differences[j]!) / 2);
  return averages.sort((a, b) => a - b);
}

/** The middle alone, of any number of differences; `undefined` of none. */
export const signedRankMiddle = (differences: Samples): number | undefined => median(walshAverages(differences));

const bisections = 30;

/**
 * The smallest middle above 0 that the signed-rank test, two-sided at `alpha`, finds with `power`, where differences scatter about it as these do about theirs: the sum of
 * signed ranks is expected as far above its critical value as it varies, both by all pairs of these differences (the normal approximation to the test's power: Lehmann,
 * Nonparametrics, 1975, chapter 4). A few that lie far off cost power here, as they cost it in the test, which a standard error does not tell. `undefined` where so few
 * differences find nothing.
 */
export function signedRankDetectable(
  differences: Samples,
  { alpha, power }: { readonly alpha: number; readonly power: number },
): number | undefined {
  const count = differences.length;
  const outside = lowerCount(count, alpha / 2);
  if (outside === 0) return undefined;
  const critical = (count * (count + 1)) / 2 - 2 * (outside - 1);
  const middle = signedRankMiddle(differences)!;
  const apart = Array.from(differences, (difference) => difference - middle);
  const isFound = (shift: number): boolean => {
    // A sum of signed ranks is that of the signs of all means of two; by difference, the mean sign of those with it.
    const signs = apart.map((one) => apart.reduce((sum, other) => sum + Math.sign(one + other + 2 * shift), 0) / count);
    const mean = signs.reduce((sum, sign) => sum + sign, 0) / count;
    const alone = apart.reduce((sum, one) => sum + Math.sign(one + shift), 0);
    const variance = signs.reduce((sum, sign) => sum + (sign - mean) ** 2, 0) / count;
    const expected = (count ** 2 * mean + alone) / 2;
    return expected - tQuantile(power, count - 1) * Math.sqrt(count ** 3 * variance) >= critical;
  };
  // With all signs alike.
  let [low, high] = [0, -Math.min(...apart) * (1 + 1e-9)];
  for (let step = 0; step < bisections; step++) {
    const shift = (low + high) / 2;
    if (isFound(shift)) high = shift;
    else low = shift;
  }
  return high;
}

/** The largest k with P(W < k) ≤ tail, W the sum of the ranks with a plus sign: by its count of subsets, one rank after the other. */
function lowerCount(count: number, tail: number): number {
  const most = (count * (count + 1)) / 2;
  const chance = new Float64Array(most + 1);
  chance[0] = 1;
  for (let rank = 1; rank <= count; rank++) {
    for (let sum = most; sum >= 0; sum--) chance[sum] = (chance[sum]! + (sum >= rank ? chance[sum - rank]! : 0)) / 2;
  }
  let below = 0;
  let k = 0;
  while (k <= most && below + chance[k]! <= tail) below += chance[k++]!;
  return k;
}

/** Ranks of the magnitudes, from 1, with the signs of the values; equal magnitudes share their mean rank, and 0 has none. */
export function signedRanks(values: Samples): Float64Array {
  const ordered = Array.from(values, (value, at) => ({ size: Math.abs(value), sign: Math.sign(value), at })).sort(
    (a, b) => a.size - b.size,
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < ordered.length; ) {
    let to = from;
    while (to < ordered.length && ordered[to]!.size === ordered[from]!.size) to++;
    for (const { sign, at } of ordered.slice(from, to)) ranks[at] = (sign * (from + 1 + to)) / 2;
    from = to;
  }
  return ranks;
}
