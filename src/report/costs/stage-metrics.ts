import type { CostMetric } from './cost-metric.ts';

const stage = { unit: 'ms', better: 'lower', from: 'latencies', stageOf: 'search' } as const;

/** Rows of `costMetrics` about what a search is made of, where a scorer tells its stages apart. */
export const stageMetrics = {
  'first stage': { ...stage, summary: 'of one search: retrieving what is reranked' },
  boundary: { ...stage, summary: 'of one search: copying the query to and from an index library' },
  gather: { ...stage, summary: 'of one search: collecting the cached rows of what was retrieved' },
  interaction: { ...stage, summary: 'of one search: the network on the pairs' },
  'top-k': { ...stage, summary: 'of one search: putting answers in order' },
} as const satisfies Readonly<Record<string, CostMetric>>;
