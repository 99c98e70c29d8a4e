import { passBudgets } from '../../decision/cost-sentences.ts';
import type { Metric } from '../../metrics/metric.ts';
import { decisionMetric, metrics } from '../../metrics/metrics.ts';
import type { CostMetric } from '../costs/cost-metric.ts';
import { costMetrics } from '../costs/cost-metrics.ts';
import { pairsWithin } from '../costs/pass-fits.ts';
import {
  carriedOver,
  detectable,
  difference,
  holmOf,
  meanName,
  overFamilies,
  overSeeds,
  percentileName,
  pOf,
  teacherLead,
  toOwnModel,
  toRepresentative,
  validationName,
} from './derived-names.ts';
import { pairMetrics, pairSeriesNames } from './pair-series.ts';
import { percentiles } from './sample-figures.ts';

/** Names with a number in them: the k of a suite. */
export const numberedMetricNames = /^(index recall|network recall|overlap)@[1-9]\d*$/;

/** Every other `metric` that results.csv and the figures of cells may have, derived names included: the published enum. */
export function metricNames(): string[] {
  const accuracy = Object.entries<Metric>(metrics).flatMap(([name, metric]) => {
    const resampled = metric.over === 'means' || (metric.over === 'query' && metric.average === 'mean');
    const gap = difference(name);
    return [name, overSeeds(name), ...(resampled ? [overFamilies(name), gap, overSeeds(gap), detectable(gap)] : [])];
  });
  const [gap, toOne, toOwn] = [difference, toRepresentative, toOwnModel].map((of) => of(decisionMetric)) as [
    string,
    string,
    string,
  ];
  const decision = [
    pOf(gap),
    holmOf(gap),
    toOne,
    pOf(toOne),
    overSeeds(toOne),
    detectable(toOne),
    toOwn,
    pOf(toOwn),
    holmOf(toOwn),
    overSeeds(toOwn),
    detectable(toOwn),
    teacherLead(decisionMetric),
    carriedOver(decisionMetric),
    validationName(decisionMetric),
  ];
  const costs = Object.entries<CostMetric>(costMetrics).flatMap(([name, { from, columns }]) => {
    if (from === 'latencies') return [...percentiles.map((p) => percentileName(name, p)), meanName(name)];
    // What an accuracy cell says beside its metrics has a spread over seeds like them.
    return columns?.some(({ table }) => table === 'accuracy' || table === 'near') ? [name, overSeeds(name)] : [name];
  });
  const budgets = passBudgets.flatMap((seconds) => [false, true].map((extrapolated) => pairsWithin(seconds, extrapolated)));
  return [...accuracy, ...decision, ...costs, ...budgets, ...Object.keys(pairMetrics)].filter((name) => !name.endsWith('@k'));
}

/** Names of the series of samples that cells keep. */
export const seriesNames = (): string[] => [
  ...Object.entries<CostMetric>(costMetrics).flatMap(([name, { from }]) =>
    from === 'latencies' || from === 'passes' ? [name] : [],
  ),
  ...pairSeriesNames(),
];
