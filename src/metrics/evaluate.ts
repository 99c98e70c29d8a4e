import { UserError } from '../errors.ts';
import type { Direction, Matrix, Relevance } from '../types.ts';
import { averages } from './averages.ts';
import type { MeanTerm } from './metric.ts';
import type { MetricName } from './metrics.ts';
import { metricsOver, type PairMetricName, type QueryMetricName } from './metrics-over.ts';
import { type PairInfluences, pairInfluences } from './pair-influence.ts';
import { type Rankings, rankRightAnswers } from './rankings.ts';
import { groupByScore } from './score-groups.ts';

/** One direction. Arrays are [Q], over the queries that have a right answer, in row order. */
export interface DirectionScores {
  readonly queryRows: Int32Array;
  /** Queries left out because they have no right answer. */
  readonly skipped: number;
  readonly perQuery: Readonly<Record<QueryMetricName, Float32Array>>;
  readonly averages: Readonly<Record<QueryMetricName, number>>;
}

/** All accuracy metrics of one score matrix, of either direction and of both. */
export interface Evaluation extends Readonly<Record<Direction, DirectionScores>> {
  /** Of both directions together: sums of means, then what is pooled over all N × M pairs; without what is not defined. */
  readonly together: readonly { readonly metric: MetricName; readonly value: number }[];
  readonly pairs: Readonly<Partial<Record<PairMetricName, number>>>;
  /** What each unit contributes to the pair metrics. */
  readonly pairInfluences: PairInfluences;
}

/** Index of each item's unit (family) in row order: `left` [N], `right` [M]. */
export type UnitIndices = Readonly<Record<'left' | 'right', Int32Array>>;

/**
 * Every accuracy metric of a full [N, M] score matrix (higher is better, −Infinity for what is no candidate), in both directions, from that one matrix.
 * Throws a `UserError` when a score is NaN or no pair is right.
 * @param byDirection what ranks the candidates of either direction, where it is not that matrix: what is pooled over all pairs still is of it
 */
export function evaluateScores(
  scores: Matrix,
  relevance: Relevance,
  units: UnitIndices,
  byDirection: Readonly<Record<Direction, Matrix>> = { 'left-right': scores, 'right-left': scores },
): Evaluation {
  const directions = evaluateDirections(byDirection, relevance);
  const meanOf = ({ metric, direction, weight }: MeanTerm): number =>
    weight * directions[direction].averages[metric as QueryMetricName];
  const sums = metricsOver('means').map(([metric, { terms }]) => ({
    metric,
    value: terms.reduce((sum, term) => sum + meanOf(term), 0),
  }));
  const groups = groupByScore(scores, relevance);
  const pooled = metricsOver('pairs').flatMap((row) => {
    const value = row[1].score(groups);
    return value === undefined ? [] : [{ row, metric: row[0], value }];
  });
  return {
    ...directions,
    together: [...sums, ...pooled.map(({ metric, value }) => ({ metric, value }))],
    pairs: Object.fromEntries(pooled.map(({ metric, value }) => [metric, value])),
    pairInfluences: pairInfluences(
      scores,
      relevance,
      groups,
      pooled.map(({ row }) => row),
      units,
    ),
  };
}

/** What `evaluateScores` finds of the queries of either direction: all but what is pooled over pairs. */
export const evaluateDirections = (
  byDirection: Readonly<Record<Direction, Matrix>>,
  relevance: Relevance,
): Readonly<Record<Direction, DirectionScores>> => ({
  'left-right': scoreDirection(rankRightAnswers(byDirection['left-right'], relevance, 'left-right')),
  'right-left': scoreDirection(rankRightAnswers(byDirection['right-left'], relevance, 'right-left')),
});

function scoreDirection(rankings: Rankings): DirectionScores {
  const { queryRows, skipped, offsets, ranks, grades, candidates } = rankings;
  if (queryRows.length === 0) {
    throw new UserError('input', 'No pair is right, so there is nothing to evaluate.', {
      remedy: 'Check that the relevance judgements name items of this part of the split.',
    });
  }
  const perQuery: Partial<Record<QueryMetricName, Float32Array>> = {};
  const figures: Partial<Record<QueryMetricName, number>> = {};
  for (const [name, { score, average }] of metricsOver('query')) {
    const values = new Float32Array(queryRows.length);
    for (let query = 0; query < values.length; query++) {
      const [first, end] = [offsets[query]!, offsets[query + 1]!];
      values[query] = score(ranks.subarray(first, end), grades.subarray(first, end), candidates[query]!);
    }
    perQuery[name] = values;
    figures[name] = averages[average](values);
  }
  return {
    queryRows,
    skipped,
    perQuery: perQuery as DirectionScores['perQuery'],
    averages: figures as DirectionScores['averages'],
  };
}
