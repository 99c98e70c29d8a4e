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
  if (name === 'end to end' && unit === 'ms') {
    const { low, high } = mean.interval ?? {};
    const perSecond = (ms: number | undefined): number | undefined => (ms !== undefined && ms > 0 ? 1000 / ms : undefined);
    figures.push({
      ...key,
      metric: 'throughput',
      unit: 'queries/s',
      value: 1000 / mean.value,
      ciLow: perSecond(high),
      ciHigh: perSecond(low),
      samples,
    });
  }
  if (name === 'batch' && key.leftCount !== undefined) {
    const perSecond = (ms: number | undefined): number | undefined =>
      ms !== undefined && ms > 0 ? (1000 * key.leftCount!) / ms : undefined;
    const { low, high } = mean.interval ?? {};
    figures.push({
      ...key,
      metric: 'batch throughput',
      unit: 'queries/s',
      value: (1000 * key.leftCount) / mean.value,
      ciLow: perSecond(high),
      ciHigh: perSecond(low),
      samples,
    });
  }
  return figures;
}
