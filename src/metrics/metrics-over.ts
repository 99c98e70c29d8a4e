import type { Metric } from './metric.ts';
import { type MetricName, metrics } from './metrics.ts';

type NameOver<Over extends Metric['over']> = {
  [N in MetricName]: (typeof metrics)[N] extends { over: Over } ? N : never;
}[MetricName];
/** Metrics of a query's right answers, averaged over queries. */
export type QueryMetricName = NameOver<'query'>;
/** Metrics of all pairs, pooled. */
export type PairMetricName = NameOver<'pairs'>;

type Row<Over extends Metric['over']> = readonly [name: NameOver<Over>, metric: Extract<Metric, { readonly over: Over }>];

/** The metrics computed from one kind of thing, in the order of the table. */
export const metricsOver = <Over extends Metric['over']>(over: Over): Row<Over>[] =>
  Object.entries<Metric>(metrics).filter(([, metric]) => metric.over === over) as unknown as Row<Over>[];

/** What a per-query value is kept under, after its direction. */
export const arrayOf = ([name, { array }]: Row<'query'>): string => array ?? name;
