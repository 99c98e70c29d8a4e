import { extendedRelevance, keywordRelevance } from '../../dataset/extended-relevance.ts';
import { averagePrecisionAtR } from '../../metrics/average-precision-at-r.ts';
import { averages } from '../../metrics/averages.ts';
import { errorShare } from '../../metrics/error-share.ts';
import { hubness } from '../../metrics/hubness.ts';
import { ndcgAt } from '../../metrics/ndcg.ts';
import { rankRightAnswers } from '../../metrics/rankings.ts';
import { topRankings } from '../../metrics/top-rankings.ts';
import type { Figure } from '../../record.ts';
import type { CostMetricName } from '../../report/cost-metrics.ts';
import type { DatasetPart, Direction, Item, Matrix, Relevance } from '../../types.ts';
import { candidateSide } from '../layout.ts';

/** What strict averages do not tell: whether wrong answers are of the right family, whether a few candidates crowd the answers. */
export function nearMisses(scores: Matrix, part: DatasetPart, direction: Direction): Figure[] {
  const figure = (metric: CostMetricName, unit: string, value: number | undefined): Figure[] =>
    value === undefined ? [] : [{ metric, unit, value, direction }];
  const [extended, byKeyword] = [extendedRelevance(part), keywordRelevance(part)];
  return [
    ...figure('sibling errors', 'fraction', siblingShare(scores, part, direction)),
    ...figure(
      'hubness@10',
      'skewness',
      hubness(topRankings(scores, part.relevance, direction, 10), part[candidateSide(direction)].items.length),
    ),
    ...(extended === undefined ? [] : graded(scores, extended, direction, ['extended nDCG@10', 'extended mAP@R'], figure)),
    ...(byKeyword === undefined ? [] : graded(scores, byKeyword, direction, ['keyword nDCG@10', 'keyword mAP@R'], figure)),
  ];
}

/** Of the queries whose first answer is wrong, the share whose first answer is of the query's own family. */
function siblingShare(scores: Matrix, { left, right, relevance }: DatasetPart, direction: Direction): number | undefined {
  const units = (items: readonly Item[]): string[] => items.map(({ unit }) => unit);
  return errorShare(topRankings(scores, relevance, direction, 1), relevance, units(left.items), units(right.items)).share;
}

function graded(
  scores: Matrix,
  relevance: Relevance,
  direction: Direction,
  [ndcg, map]: readonly [CostMetricName, CostMetricName],
  figure: (metric: CostMetricName, unit: string, value: number) => Figure[],
): Figure[] {
  const { offsets, ranks, grades, queryRows } = rankRightAnswers(scores, relevance, direction);
  const mean = (score: (ranks: Uint32Array, grades: Uint8Array) => number): number =>
    averages.mean(
      Float32Array.from(queryRows, (_, query) => {
        const [first, end] = [offsets[query]!, offsets[query + 1]!];
        return score(ranks.subarray(first, end), grades.subarray(first, end));
      }),
    );
  return [...figure(ndcg, 'fraction', mean(ndcgAt(10))), ...figure(map, 'fraction', mean(averagePrecisionAtR))];
}
