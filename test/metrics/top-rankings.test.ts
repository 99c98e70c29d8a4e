import { describe, expect, test } from 'vitest';
import { errorShare } from '../../src/metrics/error-share.ts';
import { topRankings } from '../../src/metrics/top-rankings.ts';
import { matrixOf, randomProblem, relevanceOf, sortedRankings } from '../support/ranking-reference.ts';

describe('topRankings', () => {
  test('is the head of the full sort, ties included, in both directions', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { scores, relevance, judgements } = randomProblem(seed, 21, 19);
      for (const direction of ['left-right', 'right-left'] as const) {
        for (const depth of [1, 4, 100]) {
          const top = topRankings(scores, relevance, direction, depth);
          const expected = sortedRankings(scores, judgements, direction);
          expect([...top.queryRows]).toEqual([...expected.keys()]);
          const heads = [...expected.values()].flatMap((list) => list.slice(0, depth));
          expect([...top.rows]).toEqual(heads.map(({ column }) => column));
          expect([...top.scores]).toEqual(heads.map(({ score }) => score));
          expect(top.depth).toBe(Math.min(depth, direction === 'left-right' ? 19 : 21));
        }
      }
    }
  });
});

describe('errorShare', () => {
  const relevance = relevanceOf(3, 3, [
    [0, 0, 1],
    [1, 1, 1],
    [2, 2, 1],
  ]);
  const families = ['cat', 'cat', 'dog'];

  test('counts wrong first answers of the own family against all wrong first answers', () => {
    const scores = matrixOf(3, 3, [1, 2, 0, 0, 0, 2, 0, 0, 1]);
    expect(errorShare(topRankings(scores, relevance, 'left-right', 1), relevance, families, families)).toEqual({
      errors: 2,
      siblings: 1,
      share: 0.5,
      // The first is a sibling, the second a stranger, the third right.
      influences: Float64Array.of(0.25, -0.25, 0),
    });
    // Columns: [1 0 0] right; [2 0 0] a sibling; [0 2 1] a stranger.
    expect(errorShare(topRankings(scores, relevance, 'right-left', 2), relevance, families, families).share).toBe(0.5);
  });

  test('takes the families from the side that asks', () => {
    const scores = matrixOf(3, 3, [1, 2, 0, 0, 3, 0, 0, 0, 1]);
    const top = topRankings(scores, relevance, 'left-right', 1);
    expect(errorShare(top, relevance, ['a', 'b', 'c'], ['x', 'a', 'z'])).toMatchObject({ errors: 1, siblings: 1, share: 1 });
  });

  test('has no share where nothing is wrong', () => {
    const top = topRankings(matrixOf(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]), relevance, 'left-right', 1);
    expect(errorShare(top, relevance, families, families)).toEqual({
      errors: 0,
      siblings: 0,
      share: undefined,
      influences: new Float64Array(3),
    });
  });
});
