import type { MeanTerm, QueryMetric } from '../../metrics/metric.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import { metricsOver } from '../../metrics/metrics-over.ts';
import type { Estimate } from '../../statistics/bootstrap.ts';
import { influenceEstimate } from '../../statistics/influence.ts';
import { unitLayout } from '../../statistics/unit-layout.ts';
import type { QueryValues, Series } from '../../statistics/unit-sums.ts';
import type { Direction } from '../../types.ts';
import type { CostMetric } from '../costs/cost-metric.ts';
import type { AccuracyRun } from './accuracy-runs.ts';
import { type NearMetricName, nearMetrics } from './near-metrics.ts';
import { type DirectionValues, directions } from './per-query.ts';

/** Intervals are random only in this number, so that a report of the same record has the same bytes. */
export const resamplingSeed = 1;

/** A metric that is a weighted sum of averages over queries, so that whole families can be resampled. */
export interface AccuracyStatistic {
  readonly metric: string;
  readonly unit: string;
  readonly average: QueryMetric['average'];
  /** Left out where both directions are in it. */
  readonly direction?: Direction;
  readonly terms: readonly MeanTerm[];
}

/** Everything in the table of metrics that is made of values of queries. */
export const accuracyStatistics: readonly AccuracyStatistic[] = [
  ...metricsOver('query').flatMap(([metric, { unit, average }]) =>
    directions.map((direction) => ({ metric, unit, average, direction, terms: [{ metric, direction, weight: 1 }] })),
  ),
  ...metricsOver('means').map(([metric, { unit, terms }]) => ({ metric, unit, average: 'mean' as const, terms })),
];

/** The decision metric of both directions, averaged with equal weight: what validation measures. */
export const decisionTogether: AccuracyStatistic = {
  metric: decisionMetric,
  unit: 'fraction',
  average: 'mean',
  terms: directions.map((direction) => ({ metric: decisionMetric, direction, weight: 0.5 })),
};

/** … and of each direction apart. */
export const decisionApart: readonly AccuracyStatistic[] = directions.map((direction) => ({
  ...decisionTogether,
  direction,
  terms: [{ metric: decisionMetric, direction, weight: 1 }],
}));

/**
 * The mean over seeds of a statistic, as series to resample together. Where seeds share their queries this averages each query over
 * its seeds; where each seed tests a fold of its own, every fold counts alike. `undefined` when a seed lacks a value.
 */
export function statisticSeries({ terms }: AccuracyStatistic, runs: readonly AccuracyRun[]): Series[] | undefined {
  const asked = [...new Set(terms.map(({ direction }) => direction))];
  const series = runs.flatMap(({ perQuery }) =>
    asked.flatMap((direction): Series[] => {
      const values = valuesOf(terms, perQuery[direction], direction);
      return values === undefined ? [] : [{ values, units: perQuery[direction].units, weight: 1 / runs.length }];
    }),
  );
  return series.length === runs.length * asked.length ? series : undefined;
}

/** What each query of a direction adds to a statistic: the weighted sum of its terms; `undefined` when one is missing. */
export function valuesOf(terms: readonly MeanTerm[], { values }: DirectionValues, direction: Direction): QueryValues | undefined {
  const here = terms.filter((term) => term.direction === direction);
  const found = here.flatMap(({ metric, weight }) => {
    const array = values.get(metric);
    return array === undefined ? [] : [{ values: array, weight }];
  });
  return found.length === 0 || found.length < here.length ? undefined : { terms: found };
}

/** The mean over seeds of a near miss that is a mean over queries, likewise; `undefined` when a seed kept nothing of it, and for another. */
export function nearSeries(metric: NearMetricName, direction: Direction, runs: readonly AccuracyRun[]): Series[] | undefined {
  const row: CostMetric = nearMetrics[metric];
  return row.perQuery === 'mean' ? keptOf(metric, direction, runs) : undefined;
}

/** One that is no mean, by how it changes with each family. */
export function nearEstimate(
  metric: NearMetricName,
  direction: Direction,
  value: number,
  runs: readonly AccuracyRun[],
): Omit<Estimate, 'queries'> | undefined {
  const row: CostMetric = nearMetrics[metric];
  const kept = row.perQuery === 'mean' ? undefined : keptOf(metric, direction, runs);
  return kept === undefined ? undefined : influenceEstimate(value, kept, row.unit === 'fraction');
}

function keptOf(metric: NearMetricName, direction: Direction, runs: readonly AccuracyRun[]) {
  const series = runs.flatMap(({ perQuery }) => {
    const kept = perQuery[direction].near.get(metric);
    return kept === undefined ? [] : [{ ...kept, weight: 1 / runs.length }];
  });
  return series.length < runs.length ? undefined : series;
}

/** The mean over seeds of a metric over pairs, likewise; without an interval when a seed lacks what families contribute. */
export function pairEstimate(metric: string, value: number, runs: readonly AccuracyRun[]): Omit<Estimate, 'queries'> {
  const series = runs.flatMap(({ perQuery: { pairs } }) => {
    const values = pairs?.influences.get(metric);
    return pairs === undefined || values === undefined ? [] : [{ units: pairs.units, values, weight: 1 / runs.length }];
  });
  if (series.length < runs.length) return { value, interval: undefined, standardError: undefined, units: familiesOf(runs) };
  const row = metricsOver('pairs').find(([name]) => name === metric);
  return influenceEstimate(value, series, row?.[1].unit === 'fraction');
}

const familiesOf = (runs: readonly AccuracyRun[]): number =>
  unitLayout(runs.flatMap(({ perQuery }) => directions.map((direction) => perQuery[direction].units))).units;
