import type { Direction, Matrix, Relevance } from '../types.ts';
import { rankRightAnswers } from './rankings.ts';

/** 1 / rank of the first right answer, uncut. Voorhees, The TREC-8 Question Answering Track Report, 1999. */
export const reciprocalRank = (ranks: ArrayLike<number>): number => 1 / ranks[0]!;

/**
 * Mean reciprocal rank of both directions, averaged with equal weight: what training validates on. `scores` is [N, M]. NaN when no
 * pair is right. Throws a `UserError` for a NaN score.
 */
export function meanReciprocalRank(scores: Matrix, relevance: Relevance): number {
  const ofDirection = (direction: Direction): number => {
    const { offsets, ranks, queryRows } = rankRightAnswers(scores, relevance, direction);
    let sum = 0;
    for (let query = 0; query < queryRows.length; query++) sum += 1 / ranks[offsets[query]!]!;
    return sum / queryRows.length;
  };
  return (ofDirection('left-right') + ofDirection('right-left')) / 2;
}
