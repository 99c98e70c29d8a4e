import { describe, expect, test } from 'vitest';
import { averagePrecision } from '../../src/metrics/average-precision.ts';
import { averages } from '../../src/metrics/averages.ts';
import { ndcgAt } from '../../src/metrics/ndcg.ts';
import { recallAt } from '../../src/metrics/recall.ts';
import { meanReciprocalRank, reciprocalRank } from '../../src/metrics/reciprocal-rank.ts';
import { matrixOf, randomProblem, relevanceOf, sortedRankings } from '../support/ranking-reference.ts';

describe('recallAt', () => {
  test('counts a query once, when any right answer is within the depth', () => {
    expect(recallAt(5)([5, 6, 7])).toBe(1);
    expect(recallAt(5)([1, 2, 3])).toBe(1);
    expect(recallAt(5)([6])).toBe(0);
  });
});

describe('reciprocalRank', () => {
  test('is uncut', () => {
    expect(reciprocalRank([1, 9])).toBe(1);
    expect(reciprocalRank([1000])).toBe(0.001);
  });

  test('averages over queries, then over the two directions', () => {
    const { scores, relevance, judgements } = randomProblem(11, 12, 20);
    const means = (['left-right', 'right-left'] as const).map((direction) => {
      const firsts = [...sortedRankings(scores, judgements, direction).values()].map((list) =>
        list.findIndex(({ grade }) => grade > 0),
      );
      return firsts.reduce((sum, first) => sum + 1 / (first + 1), 0) / firsts.length;
    });
    expect(meanReciprocalRank(scores, relevance)).toBeCloseTo((means[0]! + means[1]!) / 2, 12);
  });

  test('is 1 for the perfect and never 1 for the constant scorer', () => {
    const relevance = relevanceOf(2, 2, [
      [0, 0, 1],
      [1, 1, 1],
    ]);
    expect(meanReciprocalRank(matrixOf(2, 2, [1, 0, 0, 1]), relevance)).toBe(1);
    expect(meanReciprocalRank(matrixOf(2, 2, [1, 1, 1, 1]), relevance)).toBe(0.5);
  });
});

describe('ndcgAt', () => {
  test('agrees with the published example, grades 3 2 3 0 1 2 found and 3 2 not: DCG 6.861, nDCG 0.785', () => {
    const ndcg = ndcgAt(6);
    expect(ndcg([1, 2, 3, 5, 6, 7, 8], [3, 2, 3, 1, 2, 3, 2])).toBeCloseTo(0.785, 3);
    expect(ndcg([1, 2, 3, 5, 6], [3, 2, 3, 1, 2])).toBeCloseTo(0.9608, 4);
    // The ideal of those five alone, written out, times their nDCG gives the DCG back.
    expect(ndcg([1, 2, 3, 5, 6], [3, 2, 3, 1, 2]) * (3 + 3 / Math.log2(3) + 1 + 2 / Math.log2(5) + 1 / Math.log2(6))).toBeCloseTo(
      6.861,
      3,
    );
  });

  test('takes the ideal over all right answers, but no more of them than the depth', () => {
    expect(ndcgAt(2)([1, 50], [1, 1])).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
    expect(ndcgAt(1)([1, 50], [1, 1])).toBe(1);
    expect(ndcgAt(10)([11], [1])).toBe(0);
  });
});

describe('averagePrecision', () => {
  test('agrees with the textbook example, right at ranks 1, 3 and 6: 0.7222', () => {
    expect(averagePrecision([1, 3, 6])).toBeCloseTo(0.7222, 4);
  });

  test('counts right answers however deep they stand', () => {
    expect(averagePrecision([1, 2000])).toBeCloseTo((1 + 2 / 2000) / 2, 12);
  });
});

describe('the median', () => {
  test('averages the middle two of an even count', () => {
    expect(averages.median(Float32Array.of(9, 1, 4))).toBe(4);
    expect(averages.median(Float32Array.of(100, 1, 4, 3))).toBe(3.5);
    expect(averages.median(new Float32Array())).toBeNaN();
  });
});
