import { answersFound } from './answers-found.ts';
import { averagePrecision } from './average-precision.ts';
import { firstRank } from './first-rank.ts';
import type { Metric } from './metric.ts';
import { ndcgAt } from './ndcg.ts';
import { areaUnderCurve, areaUnderCurveSlopes } from './pair-auc.ts';
import { pairAveragePrecision, pairAveragePrecisionSlopes } from './pair-average-precision.ts';
import { queryAuc } from './query-auc.ts';
import { recallAt } from './recall.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import { sumOfRecalls } from './rsum.ts';

const fraction = { unit: 'fraction', better: 'higher' } as const;
const meanOverQueries = { ...fraction, over: 'query', average: 'mean' } as const;

/**
 * The published accuracy metrics, in the order they are printed. A new one is a file with its formula and a row here: cells compute and keep it,
 * and reports resample, print and publish it, by what its row says.
 */
export const metrics = {
  'R@1': {
    ...meanOverQueries,
    score: recallAt(1),
    summary: 'the first candidate is right',
    alsoIn: ['spread', 'differences'],
  },
  'R@5': { ...meanOverQueries, score: recallAt(5), summary: 'a right answer is among the first 5' },
  'R@10': {
    ...meanOverQueries,
    score: recallAt(10),
    summary: 'a right answer is among the first 10',
    alsoIn: ['differences'],
  },
  rsum: { unit: 'percent', better: 'higher', over: 'means', terms: sumOfRecalls, summary: '100 × the sum of the six recalls' },
  medR: {
    unit: 'rank',
    better: 'lower',
    over: 'query',
    average: 'median',
    array: 'firstRank',
    score: firstRank,
    summary: 'median rank of the first right answer',
  },
  MRR: {
    ...meanOverQueries,
    score: reciprocalRank,
    summary: 'mean of 1 / rank of the first right answer',
    alsoIn: ['spread', 'differences'],
  },
  'Recall@10': { ...meanOverQueries, score: answersFound(10), summary: 'share of the right answers that are among the first 10' },
  'nDCG@10': { ...meanOverQueries, score: ndcgAt(10), summary: 'discounted gain of the first 10 against the ideal order' },
  mAP: { ...meanOverQueries, score: averagePrecision, summary: 'mean precision at the ranks of the right answers' },
  GAUC: { ...meanOverQueries, score: queryAuc, summary: 'mean over queries of their own AUC, ties against the model' },
  AUC: {
    ...fraction,
    over: 'pairs',
    score: areaUnderCurve,
    slopes: areaUnderCurveSlopes,
    summary: 'a right pair scores above a wrong one, ties a half',
  },
  AP: {
    ...fraction,
    over: 'pairs',
    score: pairAveragePrecision,
    slopes: pairAveragePrecisionSlopes,
    summary: 'area under precision and recall of all pairs',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

/** The metric that models are chosen and families compared by: fixed before any result is seen. */
export const decisionMetric = 'MRR' satisfies MetricName;
