import type { Direction, Relevance, TopK } from '../types.ts';
import type { MetricName } from './metrics.ts';
import { metrics } from './metrics.ts';
import { rightAnswers } from './right-answers.ts';

/** Metrics that a list of the ten best decides. */
export const listMetrics = ['R@1', 'R@5', 'R@10', 'nDCG@10'] as const satisfies readonly MetricName[];
export type ListMetric = (typeof listMetrics)[number];

/** One direction. Arrays are [Q], over the queries that have a right answer, in row order. */
export interface ListedScores {
  readonly queryRows: Int32Array;
  readonly perQuery: Readonly<Record<ListMetric, Float32Array>>;
  readonly averages: Readonly<Record<ListMetric, number>>;
}

/**
 * Accuracy of the lists that a scorer returned, one a query row of the asking side. Ties are pessimistic as in a full ranking: of neighbours with equal
 * scores the wrong ones come first. What is not listed ranks behind everything. `seen` answers are known already and stand in no list.
 */
export function scoreLists(found: TopK, relevance: Relevance, direction: Direction, seen?: Relevance): ListedScores {
  const right = rightAnswers(relevance, direction);
  const known = seen === undefined ? undefined : rightAnswers(seen, direction);
  const asked = Array.from({ length: right.rows }, (_, row) => row).filter(
    (row) => right.offsets[row + 1]! > right.offsets[row]!,
  );
  const perQuery = Object.fromEntries(listMetrics.map((name) => [name, new Float32Array(asked.length)])) as Record<
    ListMetric,
    Float32Array
  >;
  for (const [query, row] of asked.entries()) {
    const gradeOf = new Map<number, number>();
    for (let at = right.offsets[row]!; at < right.offsets[row + 1]!; at++) gradeOf.set(right.columnOf[at]!, right.grades[at]!);
    const hidden = new Set(known?.columnOf.subarray(known.offsets[row]!, known.offsets[row + 1]!));
    const ranked = pessimistic(found, row, gradeOf, hidden).flatMap((candidate, i) => {
      const grade = gradeOf.get(candidate);
      gradeOf.delete(candidate);
      return grade === undefined ? [] : [{ rank: i + 1, grade }];
    });
    const missing = [...gradeOf.values()].map((grade) => ({ rank: Number.POSITIVE_INFINITY, grade }));
    const all = [...ranked, ...missing];
    const [ranks, grades] = [all.map(({ rank }) => rank), all.map(({ grade }) => grade)];
    for (const name of listMetrics) perQuery[name][query] = metrics[name].score(ranks, grades);
  }
  const average = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const averages = Object.fromEntries(listMetrics.map((name) => [name, average(perQuery[name])])) as Record<ListMetric, number>;
  return { queryRows: Int32Array.from(asked), perQuery, averages };
}

/** The candidates of one list, best first, wrong before right among equal scores. */
function pessimistic(
  { k, rows, scores }: TopK,
  query: number,
  right: ReadonlyMap<number, number>,
  hidden: ReadonlySet<number>,
): number[] {
  const places = Array.from({ length: k }, (_, i) => query * k + i).filter((at) => rows[at]! >= 0 && !hidden.has(rows[at]!));
  const isRight = (at: number): number => Number(right.has(rows[at]!));
  return places.toSorted((a, b) => scores[b]! - scores[a]! || isRight(a) - isRight(b) || a - b).map((at) => rows[at]!);
}
