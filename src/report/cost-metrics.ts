interface CostMetric {
  readonly unit: string;
  /** `figure`: a point in the figures of a cell. `samples`: a series, of which the report takes percentiles and means. */
  readonly from: 'figure' | 'samples';
  readonly summary: string;
}

/**
 * Names of everything a cell reports beside its ranking and pair metrics; `metric` of a figure or `name` of a sample series. The report finds costs by
 * these names and passes others through to the CSV as they are.
 *
 * A scorer with a knob has the knob in its name: `faiss-hnsw efSearch=64`. The exact line of an index is the scorer `exact`.
 */
export const costMetrics = {
  'training time': {
    unit: 's',
    from: 'figure',
    summary: 'wall clock of optimiser steps and validation checks; setting up is apart',
  },
  'training operations': {
    unit: 'operations',
    from: 'figure',
    summary: 'counted operations of all steps; a multiply-add is two',
  },
  'training steps': { unit: 'steps', from: 'figure', summary: 'optimiser steps until training ended' },
  'best step': { unit: 'steps', from: 'figure', summary: 'step whose weights were kept, by validation MRR' },
  parameters: { unit: 'parameters', from: 'figure', summary: 'trained numbers' },
  'open time': { unit: 'ms', from: 'figure', summary: 'opening a scorer: loading, encoding candidates, building an index' },
  'encode candidates': { unit: 'ms', from: 'figure', summary: 'encoding all candidates once' },
  'build time': { unit: 'ms', from: 'figure', summary: 'building the index over cached embeddings once' },
  'index bytes': { unit: 'bytes', from: 'figure', summary: 'size of the index' },
  'cache bytes': { unit: 'bytes', from: 'figure', summary: 'size of what is cached of all candidates' },
  'index recall@k': {
    unit: 'fraction',
    from: 'figure',
    summary: 'k a number: share of the exact k best that the index returns, ties admitted',
  },
  'first call': { unit: 'ms', from: 'figure', summary: 'first query after opening, before any warm-up' },
  'peak memory': { unit: 'bytes', from: 'figure', summary: 'largest resident set of a fresh process that opens and searches' },
  'end to end': { unit: 'ms', from: 'samples', summary: 'one query at a time, its encoding included' },
  encode: { unit: 'ms', from: 'samples', summary: 'encoding one query' },
  search: { unit: 'ms', from: 'samples', summary: 'searching with one encoded query' },
  'full pass': { unit: 's', from: 'samples', summary: 'encoding both sides and scoring all N × M pairs once; one series a size' },
  'pair pass': {
    unit: 's',
    from: 'samples',
    summary:
      'scoring all N × M pairs once with both sides encoded; nothing is cached with exhaustive-naive, where it is the full pass',
  },
  'sibling errors': { unit: 'fraction', from: 'figure', summary: 'of wrong first answers, the share from the right family' },
  'queries left out': { unit: 'queries', from: 'figure', summary: 'queries without a right answer' },
} as const satisfies Readonly<Record<string, CostMetric>>;

export type CostMetricName = keyof typeof costMetrics;
