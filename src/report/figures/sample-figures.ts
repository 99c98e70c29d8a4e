import type { Figure, SampleSeries } from '../../record.ts';
import { type PercentileName, percentile, percentileInterval } from '../../statistics/percentile.ts';
import { median } from '../../statistics/summary.ts';
import { tInterval } from '../../statistics/t-interval.ts';
import { costMetric } from '../costs/cost-metrics.ts';
import { meanName, percentileName } from './derived-names.ts';

export const percentiles: readonly PercentileName[] = [50, 90, 95, 99];

/**
 * What is said about a series of measurements: `… p50` to `… p99` with distribution-free intervals, each only where there are samples
 * enough for it; `… mean` with its t-interval; for `end to end` also `throughput`, the queries a second of one client that waits
 * for each answer. A `full pass` or `pair pass` has few samples and gives its median under its own name.
 */
export function sampleFigures({ name, unit, key, values }: SampleSeries): Figure[] {
  if (values.length === 0) return [];
  const samples = values.length;
  if (costMetric(name)?.from === 'passes') return [{ ...key, metric: name, unit, value: median(values)!, samples }];
  const mean = tInterval(values)!;
  /** How many a second, where a measurement is of so many. */
  const rate = (metric: string, many: number): Figure => {
    const { low, high } = mean.interval ?? {};
    const perSecond = (ms: number | undefined): number | undefined =>
      ms !== undefined && ms > 0 ? (1000 * many) / ms : undefined;
    const interval = { ciLow: perSecond(high), ciHigh: perSecond(low) };
    return { ...key, metric, unit: 'queries/s', value: (1000 * many) / mean.value, ...interval, samples };
  };
  const sorted = Float64Array.from(values).sort();
  const figures = percentiles.flatMap((p): Figure[] => {
    const value = percentile(sorted, p);
    const interval = percentileInterval(sorted, p);
    if (value === undefined) return [];
    return [{ ...key, metric: percentileName(name, p), unit, value, ciLow: interval?.low, ciHigh: interval?.high, samples }];
  });
  figures.push({
    ...key,
    metric: meanName(name),
    unit,
    value: mean.value,
    ciLow: mean.interval?.low,
    ciHigh: mean.interval?.high,
    samples,
  });
  if (name === 'end to end' && unit === 'ms') figures.push(rate('throughput', 1));
  if (name === 'batch' && key.leftCount !== undefined) figures.push(rate('batch throughput', key.leftCount));
  return figures;
}
