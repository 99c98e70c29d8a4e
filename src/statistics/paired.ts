import { createRandom, deriveSeed } from '../random.ts';
import { type BootstrapOptions, clusterBootstrap, type Estimate } from './bootstrap.ts';
import { tQuantile } from './t-interval.ts';
import { type Series, sumWithinUnits, type UnitSums } from './unit-sums.ts';

/** The values of two models on the same queries [Q]; see `Series` for units and weight. */
export interface PairedSeries extends Omit<Series, 'values'> {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

export interface PairedOptions extends BootstrapOptions {
  /** Random sign flips of the randomisation test; default 10,000. */
  readonly flips?: number;
}

/** Effect size first: `value` is first − second, in the unit of the metric. */
export interface PairedDifference extends Estimate {
  /** Two-sided, never 0; correct it with `holm` where several differences are tested. */
  readonly p: number;
  /** The smallest true difference that this many units would have shown in 80 % of cases; `undefined` with a single unit. */
  readonly minimumDetectable: number | undefined;
}

/**
 * Difference of two models on the same queries: its interval by bootstrap over whole units, and a paired randomisation test that
 * exchanges the two models in whole units, because the queries of a unit are not independent. Fisher 1935; Smucker, Allan and
 * Carterette, CIKM 2007. p = (b + 1) / (n + 1) with b of n random exchanges at least as extreme (Phipson and Smyth 2010).
 */
export function pairedDifference(series: readonly PairedSeries[], options: PairedOptions): PairedDifference {
  const differences = series.map(({ first, second, units, weight }): Series => {
    if (first.length !== second.length)
      throw new Error(`internal: ${first.length} and ${second.length} queries are not the same ones`);
    const values = new Float64Array(first.length);
    for (let query = 0; query < values.length; query++) values[query] = first[query]! - second[query]!;
    return { values, units, weight };
  });
  const estimate = clusterBootstrap(differences, options);
  const summed = sumWithinUnits(differences, options.weighting ?? 'queries');
  const p = signFlipTest(contributions(summed.series, summed.units), deriveSeed(options.seed, 'flips'), options.flips ?? 10_000);
  const { standardError, units } = estimate;
  return { ...estimate, p, minimumDetectable: standardError === undefined ? undefined : minimumDetectable(standardError, units) };
}

/** What each unit adds to the statistic; exchanging the models in a unit changes the sign of its part and leaves all counts. */
function contributions(series: readonly UnitSums[], units: number): Float64Array {
  const parts = new Float64Array(units);
  for (const { weight, sums, counts } of series) {
    const count = counts.reduce((total, value) => total + value, 0);
    for (let unit = 0; unit < units; unit++) parts[unit]! += (weight * sums[unit]!) / count;
  }
  return parts;
}

const sumOf = (parts: ArrayLike<number>, of: (part: number) => number): number =>
  Array.from(parts).reduce((sum, part) => sum + of(part), 0);

/**
 * Two-sided p of Σ parts under random signs of the parts, (b + 1) / (n + 1) with b of n random flips at least as extreme: never 0.
 */
export function signFlipTest(parts: ArrayLike<number>, seed: number, flips: number): number {
  const [total, size] = [sumOf(parts, (part) => part), sumOf(parts, Math.abs)];
  const random = createRandom(seed);
  // Sums that differ only by the order of addition are equal; without slack the exchange of nothing could miss itself.
  const threshold = Math.abs(total) - 1e-12 * size;
  const sums = signedSums(parts);
  let atLeast = 0;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    let bits = 0;
    for (let table = 0; table < sums.length; table += 256) {
      if (table % 1024 === 0) bits = random.uint32();
      sum += sums[table + (bits & 255)]!;
      bits >>>= 8;
    }
    if (Math.abs(sum) >= threshold) atLeast++;
  }
  return (atLeast + 1) / (flips + 1);
}

/** Of every eight parts in turn the sums under all 256 choices of signs, where bit i set is a plus of part i: a flip then adds an eighth of the numbers. */
function signedSums(parts: ArrayLike<number>): Float64Array {
  const tables = new Float64Array(256 * Math.ceil(parts.length / 8));
  for (let part = 0; part < parts.length; part++) {
    const table = 256 * (part >>> 3);
    for (let bits = 0; bits < 256; bits++) tables[table + bits]! += (bits >>> (part & 7)) & 1 ? parts[part]! : -parts[part]!;
  }
  return tables;
}

/**
 * The smallest true difference found significant at `alpha` with probability `power`: (t(1 − α/2) + t(power)) × standard error, with
 * units − 1 degrees of freedom. Bloom, Minimum Detectable Effects, Evaluation Review 1995.
 */
export function minimumDetectable(standardError: number, units: number, { alpha = 0.05, power = 0.8 } = {}): number {
  return (tQuantile(1 - alpha / 2, units - 1) + tQuantile(power, units - 1)) * standardError;
}
