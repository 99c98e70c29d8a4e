import type { Interval } from './interval.ts';
import { scratch } from './scratch.ts';
import { standardDeviation, takeQuantiles } from './summary.ts';
import { totalsIn } from './unit-columns.ts';
import { unitMedians } from './unit-median.ts';
import { observed, type Resamples, type ResamplingOptions, unitResamples } from './unit-resamples.ts';
import { combined, type Series, sumWithinUnits, termsOf, type UnitSums, type Weighting, weightedMeans } from './unit-sums.ts';

export interface BootstrapOptions extends ResamplingOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Default `queries`. */
  readonly weighting?: Weighting;
  /** Whether the standard error is asked for; default true. */
  readonly error?: boolean;
}

/** A figure with its uncertainty over other families of the same kind; the spread over seeds is another matter (`tInterval`). */
export interface Estimate {
  readonly value: number;
  /** `undefined` with a single unit, which says nothing about others. */
  readonly interval: Interval | undefined;
  /** Standard deviation over resamples, where it was asked for. */
  readonly standardError: number | undefined;
  /** Independent units behind the figure. */
  readonly units: number;
  readonly queries: number;
}

const defaultResamples = 2000;

/**
 * Mean over queries (or over units) with a percentile interval from resampling whole units with replacement: the cluster bootstrap
 * (Davison and Hinkley, Bootstrap Methods and their Application, 1997, §3.8; Field and Welsh 2007). Over queries it is the ratio
 * estimator Σ sums / Σ counts, so units of unequal size keep their weight. Several series are resampled together.
 */
export const clusterBootstrap = (series: readonly Series[], options: BootstrapOptions): Estimate =>
  clusterBootstraps([series], options)[0]!;

/** The same of several statistics: what it finds for each alone, in a fraction of the time where they are about the same queries. */
export function clusterBootstraps(statistics: readonly (readonly Series[])[], options: BootstrapOptions): Estimate[] {
  const summed = statistics.map((series) => sumWithinUnits(series, options.weighting ?? 'queries'));
  resampleTogether(
    summed.flatMap(({ series }) => series),
    options,
  );
  return summed.map((one) =>
    bootstrapUnits(one, (resamples) => weightedMeans(one.series, resamples, meansRoom(resamples.count)), options),
  );
}

const meansRoom = scratch();

/** What was observed of a statistic, alone. */
export const observedMean = (series: readonly Series[]): number => {
  const { units, series: summed } = sumWithinUnits(series, 'queries');
  return weightedMeans(summed, observed(units))[0]!;
};

/** Sums up all columns over the same units at once, before the statistics ask for them one by one. */
function resampleTogether(series: readonly UnitSums[], { seed, resamples = defaultResamples }: BootstrapOptions): void {
  const byUnits = new Map<Float64Array, Set<Float64Array>>();
  for (const { columns, counts, presence } of series) {
    const together = byUnits.get(presence) ?? new Set();
    byUnits.set(presence, together.add(counts));
    for (const { values } of columns) together.add(values);
  }
  for (const [{ length: units }, columns] of byUnits) {
    totalsIn([...columns], observed(units));
    if (units > 1) totalsIn([...columns], unitResamples(units, seed, resamples));
  }
}

/** Σ weight × median over queries, with the same interval: medR, and its mean over seeds. */
export function clusterBootstrapMedian(series: readonly Series[], options: Omit<BootstrapOptions, 'weighting'>): Estimate {
  const summed = sumWithinUnits(series, 'queries');
  const queries = series.map(({ values }) => combined(termsOf(values)));
  const sumOfMedians = (resamples: Resamples): Float64Array => {
    const total = new Float64Array(resamples.count);
    for (const [i, values] of queries.entries()) {
      unitMedians(values, summed.series[i]!, resamples).forEach((value, resample) => {
        total[resample]! += value;
      });
    }
    return total;
  };
  return bootstrapUnits(summed, sumOfMedians, options);
}

/** Percentile interval of any statistic of how often each unit occurs, one value a resample, in an array that is given away; where it has no value it is NaN. */
export function bootstrapUnits(
  { units, queries }: { units: number; queries: number },
  statistic: (resamples: Resamples) => Float64Array,
  { seed, resamples = defaultResamples, level = 0.95, error = true }: BootstrapOptions,
): Estimate {
  const value = statistic(observed(units))[0]!;
  if (units < 2) return { value, interval: undefined, standardError: undefined, units, queries };
  // A resample may miss every unit of a short series; it has no value, and a few of them change nothing.
  const values = finite(statistic(unitResamples(units, seed, resamples)));
  const standardError = error ? standardDeviation(values) : undefined;
  const [low, high] = takeQuantiles(values, [(1 - level) / 2, (1 + level) / 2]) ?? [];
  const interval = low === undefined || high === undefined ? undefined : { low, high, level };
  return { value, interval, standardError, units, queries };
}

/** Mostly all of them. */
function finite(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return values.filter(Number.isFinite);
  return values;
}
