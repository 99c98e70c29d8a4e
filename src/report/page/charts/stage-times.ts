import type { SampleSeries } from '../../../record.ts';
import { minimumSamples } from '../../../statistics/percentile.ts';
import { median } from '../../../statistics/summary.ts';
import { costMetric } from '../../costs/cost-metrics.ts';

/** Median of one stage of a query, in milliseconds. */
export interface StageTime {
  readonly label: string;
  readonly stage: string;
  readonly ms: number;
}

const search = 'search';
export const restOfSearch = 'rest of the search';

/** The stages of a query with samples enough for a median, each of them once: a search that tells its own stages apart is in them. */
export function stageSeries(series: readonly SampleSeries[]): SampleSeries[] {
  const known = series.filter(({ values }) => values.length >= minimumSamples[50]);
  const isTold = known.some(({ name }) => costMetric(name)?.stageOf === search);
  return known.filter(({ name }) => costMetric(name)?.stageOf !== undefined && !(isTold && name === search));
}

/** Their medians, and what they leave of the search: medians of parts need not add up to that of the whole, so nothing may be left. */
export function stageTimes(label: string, series: readonly SampleSeries[]): StageTime[] {
  const times = stageSeries(series).map(({ name, values }) => ({ label, stage: name, ms: median(values)! }));
  const ofSearch = times.filter(({ stage }) => costMetric(stage)?.stageOf === search);
  const whole = series.find(({ name }) => name === search);
  if (ofSearch.length === 0 || whole === undefined) return times;
  const rest = (median(whole.values) ?? 0) - ofSearch.reduce((sum, { ms }) => sum + ms, 0);
  return rest > 0 ? [...times, { label, stage: restOfSearch, ms: rest }] : times;
}
