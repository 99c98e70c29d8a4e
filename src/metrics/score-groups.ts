import type { Matrix, Relevance } from '../types.ts';
import { isCandidate } from './exclude.ts';
import { checkScores } from './query-scores.ts';
import { rightAnswers } from './right-answers.ts';

/**
 * All N × M pairs that are candidates, sorted into groups, one for every distinct score of a right pair, in ascending order of score. It is all that pooled
 * pair metrics need, since they change only where a right pair stands. [G] arrays; counts are exact up to 2^53.
 */
export interface ScoreGroups {
  /** The score of each group, ascending. */
  readonly scores: Float32Array;
  /** Right pairs with the score of the group. */
  readonly right: Float64Array;
  /** Wrong pairs with exactly that score. */
  readonly wrongEqual: Float64Array;
  /** Wrong pairs below that score, and above the score of the group before. */
  readonly wrongBelow: Float64Array;
  /** Wrong pairs above every right one. */
  readonly wrongAbove: number;
}

/** Counts every pair once, in O(N × M × log G). Throws a `UserError` for a NaN score. */
export function groupByScore(scores: Matrix, relevance: Relevance): ScoreGroups {
  checkScores(scores, relevance);
  const pairs = rightAnswers(relevance, 'left-right');
  const sorted = new Float32Array(pairs.columnOf.length);
  for (let row = 0; row < pairs.rows; row++) {
    for (let at = pairs.offsets[row]!; at < pairs.offsets[row + 1]!; at++) {
      sorted[at] = scores.data[row * scores.columns + pairs.columnOf[at]!]!;
    }
  }
  sorted.sort();

  const distinct = new Float32Array(sorted.length);
  const right = new Float64Array(sorted.length);
  let groups = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (groups === 0 || sorted[i] !== distinct[groups - 1]) distinct[groups++] = sorted[i]!;
    right[groups - 1]!++;
  }

  const scoresOf = distinct.slice(0, groups);
  const equal = new Float64Array(groups);
  const below = new Float64Array(groups + 1);
  for (let at = 0; at < scores.data.length; at++) {
    const score = scores.data[at]!;
    if (!isCandidate(score)) continue;
    const group = groupAtOrAbove({ scores: scoresOf }, score);
    if (scoresOf[group] === score) equal[group]!++;
    else below[group]!++;
  }
  // Right pairs have the score of their group, so they were all counted as equal.
  for (let group = 0; group < groups; group++) equal[group]! -= right[group]!;
  return {
    scores: scoresOf,
    right: right.slice(0, groups),
    wrongEqual: equal,
    wrongBelow: below.slice(0, groups),
    wrongAbove: below[groups]!,
  };
}

/** The first group whose score is at least this one; the number of groups where none is. */
export function groupAtOrAbove({ scores }: Pick<ScoreGroups, 'scores'>, score: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
