import type { Direction, Matrix } from '../types.ts';

/** How far two devices' scores of the same pairs lie apart. */
export interface AnswerComparison {
  /** Largest difference of two scores of a pair, as a fraction of the range of the reference's scores. */
  readonly largestDifference: number;
  /** Share of queries of each direction whose k best are the same, up to candidates whose reference scores lie within the tolerance of the k-th. */
  readonly sameBest: Readonly<Record<Direction, number>>;
}

/**
 * Floating-point sums in another order, or in the shorter formats that some GPUs multiply in, move a score; more than this fraction of the range of scores is
 * another answer.
 */
export const answerTolerance = 1e-3;

/** Compares the scores of all pairs, [N, M], with those of a reference. A score that is no number is infinitely far away. */
export function compareAnswers(reference: Matrix, scores: Matrix, k: number): AnswerComparison {
  if (reference.rows !== scores.rows || reference.columns !== scores.columns)
    throw new Error('internal: answers of different sizes cannot be compared');
  let [low, high, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < reference.data.length; i++) {
    const expected = reference.data[i]!;
    low = Math.min(low, expected);
    high = Math.max(high, expected);
    const difference = Math.abs(scores.data[i]! - expected);
    // Not a number is neither more nor less.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  // A constant score has no range: then only itself is equal to it.
  const range = high > low ? high - low : Math.max(Math.abs(high), Number.MIN_VALUE);
  const tolerance = answerTolerance * range;
  return {
    largestDifference: largest / range,
    sameBest: {
      'left-right': sameShare(reference, scores, 'left-right', k, tolerance),
      'right-left': sameShare(reference, scores, 'right-left', k, tolerance),
    },
  };
}

/** Whether both devices give the same answers, as far as anyone who asks can tell. */
export const areSameAnswers = ({ largestDifference, sameBest }: AnswerComparison): boolean =>
  largestDifference <= answerTolerance && Object.values(sameBest).every((share) => share === 1);

function sameShare(reference: Matrix, scores: Matrix, direction: Direction, k: number, tolerance: number): number {
  const { rows, columns } = reference;
  const [queries, candidates] = direction === 'left-right' ? [rows, columns] : [columns, rows];
  const at = (query: number, candidate: number): number =>
    direction === 'left-right' ? query * columns + candidate : candidate * columns + query;
  const depth = Math.min(k, candidates);
  const kth = (of: Matrix, query: number): number =>
    Float32Array.from({ length: candidates }, (_, candidate) => of.data[at(query, candidate)]!).sort()[candidates - depth]!;
  let same = 0;
  for (let query = 0; query < queries; query++) {
    const [least, leastHere] = [kth(reference, query), kth(scores, query)];
    let isSame = true;
    // Whatever is among the k best here must be there too, or nearly so, and the other way round.
    for (let candidate = 0; candidate < candidates && isSame; candidate++) {
      const [expected, here] = [reference.data[at(query, candidate)]!, scores.data[at(query, candidate)]!];
      if (here >= leastHere && expected < least - tolerance) isSame = false;
      if (expected >= least && !(here >= leastHere - tolerance)) isSame = false;
    }
    if (isSame) same++;
  }
  return same / queries;
}
