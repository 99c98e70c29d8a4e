import { averagePrecision } from './average-precision.ts';
import { medianRank } from './median-rank.ts';
import { ndcgAt } from './ndcg.ts';
import { areaUnderCurve } from './pair-auc.ts';
import { pairAveragePrecision } from './pair-average-precision.ts';
import { recallAt } from './recall.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import { sumOfRecalls } from './rsum.ts';
import type { ScoreGroups } from './score-groups.ts';

interface Described {
  /** `fraction` lies in [0, 1], `percent` is a sum of percentages, `rank` starts at 1. */
  readonly unit: 'fraction' | 'percent' | 'rank';
  readonly better: 'higher' | 'lower';
  readonly summary: string;
}

/** What a metric is computed from; every query metric is averaged over the queries of a direction. */
type Metric = Described &
  (
    | { readonly over: 'query'; readonly score: (ranks: ArrayLike<number>, grades: ArrayLike<number>) => number }
    | { readonly over: 'direction'; readonly score: (firstRanks: Float32Array) => number }
    | { readonly over: 'both directions'; readonly score: typeof sumOfRecalls }
    | { readonly over: 'pairs'; readonly score: (groups: ScoreGroups) => number | undefined }
  );

const fraction = { unit: 'fraction', better: 'higher' } as const;

/** The published accuracy metrics, in the order they are printed. A new one is a file with its formula and a row here. */
export const metrics = {
  'R@1': { ...fraction, over: 'query', score: recallAt(1), summary: 'the first candidate is right' },
  'R@5': { ...fraction, over: 'query', score: recallAt(5), summary: 'a right answer is among the first 5' },
  'R@10': { ...fraction, over: 'query', score: recallAt(10), summary: 'a right answer is among the first 10' },
  rsum: {
    unit: 'percent',
    better: 'higher',
    over: 'both directions',
    score: sumOfRecalls,
    summary: '100 × the sum of the six recalls',
  },
  medR: { unit: 'rank', better: 'lower', over: 'direction', score: medianRank, summary: 'median rank of the first right answer' },
  MRR: { ...fraction, over: 'query', score: reciprocalRank, summary: 'mean of 1 / rank of the first right answer' },
  'nDCG@10': {
    ...fraction,
    over: 'query',
    score: ndcgAt(10),
    summary: 'discounted gain of the first 10 against the ideal order',
  },
  mAP: { ...fraction, over: 'query', score: averagePrecision, summary: 'mean precision at the ranks of the right answers' },
  AUC: { ...fraction, over: 'pairs', score: areaUnderCurve, summary: 'a right pair scores above a wrong one, ties a half' },
  AP: { ...fraction, over: 'pairs', score: pairAveragePrecision, summary: 'area under precision and recall of all pairs' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
type NameOver<Over extends Metric['over']> = {
  [N in MetricName]: (typeof metrics)[N] extends { over: Over } ? N : never;
}[MetricName];
export type QueryMetricName = NameOver<'query'>;
export type DirectionMetricName = NameOver<'direction'>;
export type PairMetricName = NameOver<'pairs'>;

/** Names of the metrics computed from one kind of thing, in the order of the table. */
export const metricsOver = <Over extends Metric['over']>(over: Over): NameOver<Over>[] =>
  (Object.keys(metrics) as MetricName[]).filter((name): name is NameOver<Over> => metrics[name].over === over);
