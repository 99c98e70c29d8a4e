import { deriveSeed } from '../random.ts';
import { type BootstrapOptions, clusterBootstrap, type Estimate, observedMean } from './bootstrap.ts';
import { flipSigns } from './flip-signs.ts';
import { ratioEstimate } from './ratio.ts';
import { tQuantile } from './t-interval.ts';
import { combined, type QueryValues, type Series, sumWithinUnits, termsOf, type UnitSums } from './unit-sums.ts';

/** The values of two models on the same queries; see `Series` for units and weight. */
export interface PairedSeries extends Omit<Series, 'values'> {
  readonly first: QueryValues;
  readonly second: QueryValues;
}

export interface ExchangeOptions extends Pick<BootstrapOptions, 'seed' | 'weighting'> {
  /** Random sign flips; default 10,000. */
  readonly flips?: number;
}

/** Effect size first: `value` is first − second, in the unit of the metric. */
export interface PairedEstimate extends Estimate {
  /** The smallest true difference that this many units would have shown in 80 % of cases; `undefined` with a single unit. */
  readonly minimumDetectable: number | undefined;
}

/** The difference of two models on the same queries, with its interval by bootstrap over whole units. */
export function pairedEstimate(series: readonly PairedSeries[], options: BootstrapOptions): PairedEstimate {
  const estimate = clusterBootstrap(series.map(differenceOf), options);
  const { standardError, units } = estimate;
  return { ...estimate, minimumDetectable: standardError === undefined ? undefined : minimumDetectable(standardError, units) };
}

/** The difference alone. */
export const pairedDifference = (series: readonly PairedSeries[]): number => observedMean(series.map(differenceOf));

/** One difference as a share of another one of the same queries, with its interval by resampling the units of both together; NaN where the other is 0. */
export const pairedShare = (part: readonly PairedSeries[], whole: readonly PairedSeries[], seed: number): Estimate =>
  ratioEstimate(part.map(differenceOf), whole.map(differenceOf), seed);

/**
 * Two-sided p of a paired randomisation test that exchanges the two models in whole units, because the queries of a unit are not independent. Fisher 1935;
 * Smucker, Allan and Carterette, CIKM 2007. p = (b + 1) / (n + 1) with b of n random exchanges at least as extreme (Phipson and Smyth 2010): never 0; correct it with
 * `holm` where several differences are tested.
 */
export function exchangeTest(series: readonly PairedSeries[], { seed, weighting, flips = 10_000 }: ExchangeOptions): number {
  const summed = sumWithinUnits(series.map(differenceOf), weighting ?? 'queries');
  return signFlipTest(contributions(summed.series, summed.units), deriveSeed(seed, 'flips'), flips);
}

/** As a weighted sum, so that what is known of either model in every resample serves their difference as well. */
const differenceOf = ({ first, second, units, weight }: PairedSeries): Series => {
  const minus = termsOf(second).map((term) => ({ ...term, weight: -term.weight }));
  return { values: { terms: [...termsOf(first), ...minus] }, units, weight };
};

/** What each unit adds to the statistic; exchanging the models in a unit changes the sign of its part and leaves all counts. */
function contributions(series: readonly UnitSums[], units: number): Float64Array {
  const parts = new Float64Array(units);
  for (const { weight, columns, counts } of series) {
    const sums = combined(columns);
    const count = counts.reduce((total, value) => total + value, 0);
    for (let unit = 0; unit < units; unit++) parts[unit]! += (weight * sums[unit]!) / count;
  }
  return parts;
}

const sumOf = (parts: ArrayLike<number>, of: (part: number) => number): number =>
  Array.from(parts).reduce((sum, part) => sum + of(part), 0);

/** Parts whose signs are one byte. */
const together = 8;

/**
 * Two-sided p of Σ parts under random signs of the parts, (b + 1) / (n + 1) with b of n random flips at least as extreme: never 0.
 */
export function signFlipTest(parts: ArrayLike<number>, seed: number, flips: number): number {
  const [total, size] = [sumOf(parts, (part) => part), sumOf(parts, Math.abs)];
  // Sums that differ only by the order of addition are equal; without slack the exchange of nothing could miss itself.
  const threshold = Math.abs(total) - 1e-12 * size;
  const tables = Math.ceil(parts.length / together);
  const signs = flipSigns(seed, flips, tables);
  const sums = new Float64Array(flips);
  const choices = Array.from({ length: atOnce }, () => new Float64Array(2 ** together));
  for (let first = 0; first < tables; first += atOnce) {
    for (const [i, into] of choices.entries()) signedSums(parts, together * (first + i), into);
    addChoices(choices, signs.subarray(first * flips), sums);
  }
  let atLeast = 0;
  for (let flip = 0; flip < flips; flip++) if (Math.abs(sums[flip]!) >= threshold) atLeast++;
  return (atLeast + 1) / (flips + 1);
}

/** Tables that are gone through at once: sums are then read and written a quarter as often. Beyond the last, parts and signs count nothing. */
const atOnce = 4;

/** Adds to every flip what the tables say under its signs, table after table. */
function addChoices([a, b, c, d]: readonly Float64Array[], signs: Uint8Array, sums: Float64Array): void {
  const flips = sums.length;
  const last = signs.length - flips;
  const [atB, atC, atD] = [1, 2, 3].map((table) => Math.min(table * flips, last)) as [number, number, number];
  for (let flip = 0; flip < flips; flip++) {
    const sum = sums[flip]! + a![signs[flip]!]! + b![signs[atB + flip]!]! + c![signs[atC + flip]!]!;
    sums[flip] = sum + d![signs[atD + flip]!]!;
  }
}

/** Of eight parts the sums under all 256 choices of signs, where bit i set is a plus of part i: a flip then adds an eighth of the numbers. */
function signedSums(parts: ArrayLike<number>, first: number, sums: Float64Array): void {
  sums[0] = 0;
  for (let i = 0; i < together; i++) {
    const part = parts[first + i] ?? 0;
    const half = 1 << i;
    for (let bits = 0; bits < half; bits++) {
      sums[bits + half] = sums[bits]! + part;
      sums[bits]! -= part;
    }
  }
}

/**
 * The smallest true difference found significant at `alpha` with probability `power`: (t(1 − α/2) + t(power)) × standard error, with
 * units − 1 degrees of freedom. Bloom, Minimum Detectable Effects, Evaluation Review 1995.
 */
export function minimumDetectable(standardError: number, units: number, { alpha = 0.05, power = 0.8 } = {}): number {
  return (tQuantile(1 - alpha / 2, units - 1) + tQuantile(power, units - 1)) * standardError;
}
