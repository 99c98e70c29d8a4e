import type { CostMetric } from '../costs/cost-metric.ts';

/** What an accuracy cell says beside its metrics, one row each: near misses, hubs, queries that cannot be judged. */
export const nearMetrics = {
  'sibling errors': {
    unit: 'fraction',
    better: 'neither',
    from: 'figure',
    perQuery: 'influence',
    summary: 'of wrong first answers, the share from the right family',
    columns: [
      { table: 'accuracy', head: 'errors that are siblings' },
      { table: 'spread', head: 'errors that are siblings' },
    ],
  },
  'hubness@10': {
    unit: 'skewness',
    better: 'lower',
    from: 'figure',
    perQuery: 'influence',
    summary: 'skewness of how often a candidate stands among the first 10',
    columns: [{ table: 'near', head: 'hubness@10' }],
  },
  'extended nDCG@10': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    perQuery: 'mean',
    summary: "nDCG@10 with right answers of grade 2 and other items of the query's family of grade 1",
    columns: [{ table: 'near', head: 'extended nDCG@10' }],
  },
  'extended mAP@R': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    perQuery: 'mean',
    summary: "mAP@R where other items of the query's family are right as well",
    columns: [{ table: 'near', head: 'extended mAP@R' }],
  },
  'keyword nDCG@10': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    perQuery: 'mean',
    summary: 'extended nDCG@10 where items that share a keyword with the query have grade 1 as well',
    columns: [{ table: 'near', head: 'keyword nDCG@10' }],
  },
  'keyword mAP@R': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    perQuery: 'mean',
    summary: 'extended mAP@R where items that share a keyword with the query are right as well',
    columns: [{ table: 'near', head: 'keyword mAP@R' }],
  },
  'queries left out': {
    unit: 'queries',
    better: 'neither',
    from: 'figure',
    summary: 'queries without a right answer',
    columns: [{ table: 'accuracy', head: 'queries left out' }],
  },
} as const satisfies Readonly<Record<string, CostMetric>>;

export type NearMetricName = keyof typeof nearMetrics;
