import { extendedRelevance, keywordRelevance } from '../../dataset/extended-relevance.ts';
import { averagePrecisionAtR } from '../../metrics/average-precision-at-r.ts';
import { averages } from '../../metrics/averages.ts';
import { errorShare } from '../../metrics/error-share.ts';
import { hubness } from '../../metrics/hubness.ts';
import { ndcgAt } from '../../metrics/ndcg.ts';
import { rankRightAnswers } from '../../metrics/rankings.ts';
import { topRankings } from '../../metrics/top-rankings.ts';
import type { NearMetricName } from '../../report/figures/near-metrics.ts';
import { directions } from '../../report/figures/per-query.ts';
import type { DatasetPart, Direction, Item, Matrix, Relevance } from '../../types.ts';
import { candidateSide } from '../planning/layout.ts';

/** A figure, and what each query has to do with it, as the row of its metric says: its own value, or how the figure changes with it. */
export interface NearMiss {
  readonly metric: NearMetricName;
  readonly value: number;
  /** Queries [Q]: those with an answer that this metric counts. */
  readonly queryRows: Int32Array;
  readonly perQuery: Float32Array;
}

/** The near misses of either direction. */
export type NearMisses = readonly { readonly direction: Direction; readonly found: readonly NearMiss[] }[];

/** What strict averages do not tell: whether wrong answers are of the right family, whether a few candidates crowd the answers. */
export function nearMisses(asked: Readonly<Record<Direction, Matrix>>, part: DatasetPart): NearMisses {
  const [extended, byKeyword] = [extendedRelevance(part), keywordRelevance(part)];
  return directions.map((direction) => {
    const scores = asked[direction];
    const found = [
      ...siblingErrors(scores, part, direction),
      ...hubs(scores, part, direction),
      ...(extended === undefined ? [] : graded(scores, extended, direction, ['extended nDCG@10', 'extended mAP@R'])),
      ...(byKeyword === undefined ? [] : graded(scores, byKeyword, direction, ['keyword nDCG@10', 'keyword mAP@R'])),
    ];
    return { direction, found };
  });
}

/** Of the queries whose first answer is wrong, the share whose first answer is of the query's own family. */
function siblingErrors(scores: Matrix, { left, right, relevance }: DatasetPart, direction: Direction): NearMiss[] {
  const units = (items: readonly Item[]): string[] => items.map(({ unit }) => unit);
  const top = topRankings(scores, relevance, direction, 1);
  const { share, influences } = errorShare(top, relevance, units(left.items), units(right.items));
  if (share === undefined) return [];
  return [{ metric: 'sibling errors', value: share, queryRows: top.queryRows, perQuery: Float32Array.from(influences) }];
}

function hubs(scores: Matrix, part: DatasetPart, direction: Direction): NearMiss[] {
  const top = topRankings(scores, part.relevance, direction, 10);
  const found = hubness(top, part[candidateSide(direction)].items.length);
  if (found === undefined) return [];
  const { skewness: value, influences } = found;
  return [{ metric: 'hubness@10', value, queryRows: top.queryRows, perQuery: Float32Array.from(influences) }];
}

function graded(
  scores: Matrix,
  relevance: Relevance,
  direction: Direction,
  [ndcg, map]: readonly [NearMetricName, NearMetricName],
): NearMiss[] {
  const { offsets, ranks, grades, queryRows } = rankRightAnswers(scores, relevance, direction);
  const mean = (metric: NearMetricName, score: (ranks: Uint32Array, grades: Uint8Array) => number): NearMiss => {
    const perQuery = Float32Array.from(queryRows, (_, query) => {
      const [first, end] = [offsets[query]!, offsets[query + 1]!];
      return score(ranks.subarray(first, end), grades.subarray(first, end));
    });
    return { metric, value: averages.mean(perQuery), queryRows, perQuery };
  };
  return [mean(ndcg, ndcgAt(10)), mean(map, averagePrecisionAtR)];
}
