import type { CostMetric } from './cost-metric.ts';

/** What a way to serve finds, beside its accuracy, and what it asks of the network for that. */
export const strategyMetrics = {
  'overlap@k': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    summary: 'k a number: share of the k best of the exhaustive network that are returned',
    varies: 'threads',
  },
  'network recall@k': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    summary: 'k a number: share returned that scores at least as the k-th best of the exhaustive network, ties admitted',
    varies: 'threads',
  },
  'recall ceiling': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    summary: 'queries with a right answer among those that the first stage hands on',
    varies: 'threads',
  },
  'fusion weight': {
    unit: 'fraction',
    better: 'neither',
    from: 'figure',
    summary: "share of a cascade's score that is the network's, the rest is the first stage's: best nDCG@10 on validation items",
    varies: 'threads',
  },
  'gain over two seeds': {
    unit: 'fraction',
    better: 'higher',
    from: 'report',
    summary:
      'nDCG@10 of a cascade with a chosen weight minus that of the mean of two seeds of its first stage, on the same queries',
    varies: 'threads',
  },
  'quality at fewer bits': {
    unit: 'ratio',
    better: 'higher',
    from: 'report',
    summary: 'nDCG@10 as a ratio to that of the same strategy with 32 bits a value, on the same queries',
    varies: 'threads',
  },
  'speed-up by fewer bits': {
    unit: 'ratio',
    better: 'higher',
    from: 'report',
    summary: 'median latency of single queries of the same strategy with 32 bits a value over its own',
    varies: 'always',
  },
  'network calls': {
    unit: 'pairs/query',
    better: 'lower',
    from: 'figure',
    summary: 'pairs that the network scores for a query',
    varies: 'threads',
  },
} as const satisfies Readonly<Record<string, CostMetric>>;
