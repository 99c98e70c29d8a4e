import type { CostMetric } from './cost-metric.ts';

/** Rows of `costMetrics` about the memory of fresh processes, a phase each. */
export const memoryMetrics = {
  'program memory': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'resident set of a fresh process with this program loaded, before it opens a scorer',
    varies: 'always',
    columns: [{ table: 'memory', head: 'program' }],
  },
  'peak memory of opening': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'largest resident set of that process by the time its scorer is open: candidates cached, index built',
    varies: 'always',
    columns: [{ table: 'memory', head: 'peak, opening' }],
  },
  'peak memory': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'largest resident set of a fresh process that opens and searches',
    varies: 'always',
    columns: [{ table: 'memory', head: 'peak, opening and searching' }],
  },
  'peak memory from file': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'the same of another fresh process, its index opened from a file',
    varies: 'always',
    columns: [{ table: 'memory', head: 'peak, from a file' }],
  },
  'peak memory under load': {
    unit: 'bytes',
    better: 'lower',
    from: 'figure',
    summary: 'the same of another fresh process that answers arrivals, then all queries at once; the generator is a thread of it',
    varies: 'always',
    columns: [{ table: 'memory', head: 'peak, under load' }],
  },
} as const satisfies Readonly<Record<string, CostMetric>>;
