/** How hard a metric is held to: listed only, said, or able to fail the gate. */
export type Level = 'off' | 'warn' | 'error';

export interface MetricKind {
  readonly summary: string;
  readonly unit: 'ms' | 'ratio' | 'pairs/s' | 'bytes' | 'fraction';
  readonly better: 'lower' | 'higher';
  readonly level: Level;
  /** Harm that is still accepted: percent of a ratio, points of a fraction. */
  readonly tolerance: number;
}

/**
 * What a gate compares. Names of metrics are `<kind>` or `<kind> <of what>`. Ratios of two models in one process cancel the machine and are held tight; raw times
 * are held wide; bytes do not vary at all.
 */
export const metricKinds: Readonly<Record<string, MetricKind>> = {
  'nDCG@10 retrained': {
    summary: 'nDCG@10 after training by the code of each side; the unit is a seed',
    unit: 'fraction',
    better: 'higher',
    level: 'error',
    tolerance: 2,
  },
  'nDCG@10': {
    summary: 'nDCG@10 of both directions with the same weights; the unit is a family of queries',
    unit: 'fraction',
    better: 'higher',
    level: 'error',
    tolerance: 0.3,
  },
  'latency ratio': {
    summary: 'latency of a model ÷ that of the baseline in the same process, block by block in turn',
    unit: 'ratio',
    better: 'lower',
    level: 'error',
    tolerance: 2,
  },
  latency: {
    summary: 'what a single query takes undisturbed, encoding and search of few candidates: the 5th percentile',
    unit: 'ms',
    better: 'lower',
    level: 'error',
    tolerance: 10,
  },
  'median latency': {
    summary: 'the median of the same queries, what disturbs them included',
    unit: 'ms',
    better: 'lower',
    level: 'warn',
    tolerance: 25,
  },
  throughput: {
    summary: 'pairs a second of many queries at once over all candidates, undisturbed: encoding and search',
    unit: 'pairs/s',
    better: 'higher',
    level: 'error',
    tolerance: 10,
  },
  'open work': {
    summary: 'CPU time of loading a model and its candidates, the least of three times',
    unit: 'ms',
    better: 'lower',
    level: 'error',
    tolerance: 25,
  },
  'work until first answer': {
    summary: 'CPU time from the start of the process to the first answer of the baseline',
    unit: 'ms',
    better: 'lower',
    level: 'error',
    tolerance: 25,
  },
  'open time': {
    summary: 'loading a model and its candidates by the clock, the quickest of three times',
    unit: 'ms',
    better: 'lower',
    level: 'warn',
    tolerance: 25,
  },
  'first answer': {
    summary: 'from the start of the process to the first answer of the baseline by the clock',
    unit: 'ms',
    better: 'lower',
    level: 'warn',
    tolerance: 25,
  },
  'cache bytes': {
    summary: 'cached arrays of the candidates',
    unit: 'bytes',
    better: 'lower',
    level: 'error',
    tolerance: 1,
  },
  'index bytes': {
    summary: "index over the baseline's embeddings",
    unit: 'bytes',
    better: 'lower',
    level: 'error',
    tolerance: 1,
  },
  'peak memory': {
    summary: 'largest resident set of the process',
    unit: 'bytes',
    better: 'lower',
    level: 'error',
    tolerance: 5,
  },
};

/** The kind of a metric by its name: the longest that it begins with. */
export function kindOf(name: string): MetricKind | undefined {
  const found = Object.keys(metricKinds)
    .filter((kind) => name === kind || name.startsWith(`${kind} `))
    .sort((a, b) => b.length - a.length)[0];
  return found === undefined ? undefined : metricKinds[found];
}

export const toleranceUnit = ({ unit }: MetricKind): '%' | 'points' => (unit === 'fraction' ? 'points' : '%');
