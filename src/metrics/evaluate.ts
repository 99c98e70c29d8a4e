import { UserError } from '../errors.ts';
import type { Direction, Matrix, Relevance } from '../types.ts';
import { type DirectionMetricName, metrics, metricsOver, type PairMetricName, type QueryMetricName } from './metrics.ts';
import { type Rankings, rankRightAnswers } from './rankings.ts';
import { groupByScore } from './score-groups.ts';

/** One direction. Arrays are [Q], over the queries that have a right answer, in row order. */
export interface DirectionScores {
  readonly queryRows: Int32Array;
  /** Queries left out because they have no right answer. */
  readonly skipped: number;
  /** 1-based. */
  readonly firstRank: Float32Array;
  readonly perQuery: Readonly<Record<QueryMetricName, Float32Array>>;
  readonly means: Readonly<Record<QueryMetricName | DirectionMetricName, number>>;
}

export interface Evaluation extends Readonly<Record<Direction, DirectionScores>> {
  readonly rsum: number;
  /** Pooled over all N × M pairs; `undefined` where every pair is right. */
  readonly pair: Readonly<Record<PairMetricName, number | undefined>>;
}

/**
 * Every accuracy metric of a full [N, M] score matrix (higher is better), in both directions, from that one matrix.
 * Throws a `UserError` when a score is NaN or no pair is right.
 */
export function evaluateScores(scores: Matrix, relevance: Relevance): Evaluation {
  const leftRight = scoreDirection(rankRightAnswers(scores, relevance, 'left-right'));
  const rightLeft = scoreDirection(rankRightAnswers(scores, relevance, 'right-left'));
  const groups = groupByScore(scores, relevance);
  const pair = Object.fromEntries(metricsOver('pairs').map((name) => [name, metrics[name].score(groups)]));
  return {
    'left-right': leftRight,
    'right-left': rightLeft,
    rsum: metrics.rsum.score(leftRight.means, rightLeft.means),
    pair: pair as Evaluation['pair'],
  };
}

function scoreDirection(rankings: Rankings): DirectionScores {
  const { queryRows, skipped, offsets, ranks, grades } = rankings;
  if (queryRows.length === 0) {
    throw new UserError('input', 'No pair is right, so there is nothing to evaluate.', {
      remedy: 'Check that the relevance judgements name items of this part of the split.',
    });
  }
  const firstRank = Float32Array.from(queryRows, (_, query) => ranks[offsets[query]!]!);
  const perQuery: Partial<Record<QueryMetricName, Float32Array>> = {};
  const means: Partial<Record<QueryMetricName | DirectionMetricName, number>> = {};
  for (const name of metricsOver('query')) {
    const values = new Float32Array(queryRows.length);
    for (let query = 0; query < values.length; query++) {
      const [first, end] = [offsets[query]!, offsets[query + 1]!];
      values[query] = metrics[name].score(ranks.subarray(first, end), grades.subarray(first, end));
    }
    perQuery[name] = values;
    means[name] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  for (const name of metricsOver('direction')) means[name] = metrics[name].score(firstRank);
  return {
    queryRows,
    skipped,
    firstRank,
    perQuery: perQuery as DirectionScores['perQuery'],
    means: means as DirectionScores['means'],
  };
}
