import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankRightAnswers } from '../../src/metrics/rankings.ts';
import { matrixOf, randomProblem, relevanceOf, sortedRankings } from '../support/ranking-reference.ts';

const directions = ['left-right', 'right-left'] as const;

describe('rankRightAnswers', () => {
  test('finds the ranks and grades that a full sort finds, in both directions', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (seed, rows, columns) => {
        const { scores, relevance, judgements } = randomProblem(seed, rows, columns);
        for (const direction of directions) {
          const found = rankRightAnswers(scores, relevance, direction);
          const expected = sortedRankings(scores, judgements, direction);
          expect([...found.queryRows]).toEqual([...expected.keys()]);
          expect(found.skipped).toBe((direction === 'left-right' ? rows : columns) - expected.size);
          for (const [query, ranking] of [...expected.values()].entries()) {
            const right = ranking.map(({ grade }, i) => [i + 1, grade]).filter(([, grade]) => grade! > 0);
            const [first, end] = [found.offsets[query]!, found.offsets[query + 1]!];
            expect([...found.ranks.subarray(first, end)]).toEqual(right.map(([rank]) => rank));
            expect([...found.grades.subarray(first, end)]).toEqual(right.map(([, grade]) => grade));
          }
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('places right answers behind all wrong ones when every score is equal', () => {
    const relevance = relevanceOf(1, 5, [
      [0, 0, 1],
      [0, 3, 1],
    ]);
    expect([...rankRightAnswers(matrixOf(1, 5, [2, 2, 2, 2, 2]), relevance, 'left-right').ranks]).toEqual([4, 5]);
  });

  test('takes infinite scores as scores, and 0 and -0 as equal', () => {
    const relevance = relevanceOf(1, 4, [[0, 1, 1]]);
    const rank = (...values: number[]) => rankRightAnswers(matrixOf(1, 4, values), relevance, 'left-right').ranks[0];
    expect(rank(1, Infinity, 3, 4)).toBe(1);
    expect(rank(1, -Infinity, -Infinity, 4)).toBe(4);
    expect(rank(-0, 0, -1, 4)).toBe(3);
    expect(rank(0, -0, -1, 4)).toBe(3);
  });

  test('refuses a NaN score and names its pair', () => {
    const scores = matrixOf(2, 3, [0, 0, 0, 0, 0, NaN]);
    expect(() => rankRightAnswers(scores, relevanceOf(2, 3, [[0, 0, 1]]), 'left-right')).toThrow(
      expect.objectContaining({ name: 'UserError', place: 'left row 1, right row 2' }),
    );
  });

  test('refuses scores of another shape than the judgements', () => {
    expect(() => rankRightAnswers(matrixOf(3, 2, [0, 0, 0, 0, 0, 0]), relevanceOf(2, 3, []), 'left-right')).toThrow('internal');
  });

  test('is the same whichever way round the matrix lies', () => {
    const { scores, relevance, judgements } = randomProblem(3, 33, 35);
    const transposed = matrixOf(
      35,
      33,
      Array.from({ length: 35 * 33 }, (_, at) => scores.data[(at % 33) * 35 + Math.floor(at / 33)]!),
    );
    const flipped = relevanceOf(
      35,
      33,
      judgements.map(([left, right, grade]) => [right, left, grade]),
    );
    expect(rankRightAnswers(scores, relevance, 'right-left')).toEqual(rankRightAnswers(transposed, flipped, 'left-right'));
  });
});
