import type { Interval } from './interval.ts';
import { quantile, standardDeviation } from './summary.ts';
import { unitMedians } from './unit-median.ts';
import { observed, type Resamples, type ResamplingOptions, unitResamples } from './unit-resamples.ts';
import { type Series, sumWithinUnits, type Weighting, weightedMeans } from './unit-sums.ts';

export interface BootstrapOptions extends ResamplingOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Default `queries`. */
  readonly weighting?: Weighting;
}

/** A figure with its uncertainty over other families of the same kind; the spread over seeds is another matter (`tInterval`). */
export interface Estimate {
  readonly value: number;
  /** `undefined` with a single unit, which says nothing about others. */
  readonly interval: Interval | undefined;
  /** Standard deviation over resamples. */
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
export function clusterBootstrap(series: readonly Series[], options: BootstrapOptions): Estimate {
  const summed = sumWithinUnits(series, options.weighting ?? 'queries');
  return bootstrapUnits(summed, (resamples) => weightedMeans(summed.series, resamples), options);
}

/** Σ weight × median over queries, with the same interval: medR, and its mean over seeds. */
export function clusterBootstrapMedian(series: readonly Series[], options: Omit<BootstrapOptions, 'weighting'>): Estimate {
  const summed = sumWithinUnits(series, 'queries');
  const sumOfMedians = (resamples: Resamples): Float64Array => {
    const total = new Float64Array(resamples.count);
    for (const [i, { values }] of series.entries()) {
      unitMedians(values, summed.series[i]!, resamples).forEach((value, resample) => {
        total[resample]! += value;
      });
    }
    return total;
  };
  return bootstrapUnits(summed, sumOfMedians, options);
}

/** Percentile interval of any statistic of how often each unit occurs, one value a resample; where it has no value it is NaN. */
export function bootstrapUnits(
  { units, queries }: { units: number; queries: number },
  statistic: (resamples: Resamples) => Float64Array,
  { seed, resamples = defaultResamples, level = 0.95 }: BootstrapOptions,
): Estimate {
  const value = statistic(observed(units))[0]!;
  if (units < 2) return { value, interval: undefined, standardError: undefined, units, queries };
  // A resample may miss every unit of a short series; it has no value, and a few of them change nothing.
  const values = statistic(unitResamples(units, seed, resamples)).filter(Number.isFinite);
  const [low, high] = [quantile(values, (1 - level) / 2)!, quantile(values, (1 + level) / 2)!];
  return { value, interval: { low, high, level }, standardError: standardDeviation(values), units, queries };
}
