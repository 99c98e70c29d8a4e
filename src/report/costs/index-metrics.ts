import type { CostMetric } from './cost-metric.ts';

/** Rows of `costMetrics` about what an index finds, takes and saves. */
export const indexMetrics = {
  'index recall@k': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    summary: 'k a number: share of the exact k best that the index returns, ties admitted',
    // Threads that build an index insert in another order every time.
    varies: 'threads',
  },
  'build time': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'building the index over cached embeddings once',
    columns: [{ table: 'index', head: 'build' }],
  },
  'first stage build time': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'of build time, what the index of the first stage took, where the search above it has one of its own',
  },
  'index bytes': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'size of the index',
    varies: 'threads',
    columns: [{ table: 'index', head: 'index' }],
  },
  'cache bytes': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'size of what is cached of all candidates',
    columns: [{ table: 'index', head: 'cache' }],
  },
  'first stage cache bytes': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'of cache bytes, what the first stage caches, where the search above it caches something of its own',
  },
  'saving per query': {
    unit: 'ms',
    better: 'higher',
    from: 'report',
    summary: 'median search time that an index saves against exact search; below 0 it is the slower one',
  },
  'break-even': {
    unit: 'queries',
    better: 'lower',
    from: 'report',
    summary: 'queries after which an index has paid for its build, by median search times; left out where it never does',
  },
} as const satisfies Readonly<Record<string, CostMetric>>;
