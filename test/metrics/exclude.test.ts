import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import { withoutExcluded } from '../../src/metrics/exclude.ts';
import { metricsOver } from '../../src/metrics/metrics-over.ts';
import { allPairs } from '../../src/metrics/scored-pairs.ts';
import { topRankings } from '../../src/metrics/top-rankings.ts';
import { createRandom } from '../../src/random.ts';
import type { Matrix, Relevance } from '../../src/types.ts';
import { type Judgement, matrixOf, randomProblem, relevanceOf } from '../support/ranking-reference.ts';

const evaluate = (scores: Matrix, relevance: Relevance) =>
  evaluateScores(scores, relevance, { left: new Int32Array(scores.rows), right: new Int32Array(scores.columns) });

/** Some wrong pairs of a problem. */
function excludedOf(seed: number, { rows, columns }: Matrix, judgements: readonly Judgement[]): Judgement[] {
  const random = createRandom(seed + 1);
  const judged = new Set(judgements.map(([row, column]) => `${row} ${column}`));
  return Array.from({ length: rows * columns }, (_, at): Judgement => [Math.floor(at / columns), at % columns, 1]).filter(
    ([row, column]) => !judged.has(`${row} ${column}`) && random.uniform() < 0.3,
  );
}

test('a query is scored as if its excluded candidates did not exist, in both directions', () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const { scores, relevance, judgements } = randomProblem(seed);
      const excluded = excludedOf(seed, scores, judgements);
      const masked = evaluate(withoutExcluded(scores, relevanceOf(scores.rows, scores.columns, excluded)), relevance);
      for (const direction of ['left-right', 'right-left'] as const) {
        const turned = direction === 'right-left';
        const { queryRows, perQuery } = masked[direction];
        for (const [query, row] of queryRows.entries()) {
          const barred = new Set(excluded.flatMap(([i, j]) => ((turned ? j : i) === row ? [turned ? i : j] : [])));
          const kept = Array.from({ length: turned ? scores.rows : scores.columns }, (_, i) => i).filter((i) => !barred.has(i));
          const at = (other: number): [number, number] => (turned ? [other, row] : [row, other]);
          const alone = matrixOf(
            1,
            kept.length,
            kept.map((other) => scores.data[at(other)[0] * scores.columns + at(other)[1]]!),
          );
          const own = kept.flatMap((other, i): Judgement[] => {
            const found = judgements.find(([a, b]) => a === at(other)[0] && b === at(other)[1]);
            return found === undefined ? [] : [[0, i, found[2]]];
          });
          const plain = evaluate(alone, relevanceOf(1, kept.length, own))['left-right'].perQuery;
          for (const [metric] of metricsOver('query')) expect(perQuery[metric][query], metric).toBe(plain[metric][0]);
        }
      }
    }),
    { seed: 6, numRuns: 25 },
  );
});

test('pooled metrics leave excluded pairs out, whatever their scores were', () => {
  const relevance = relevanceOf(2, 3, [
    [0, 0, 1],
    [1, 1, 1],
  ]);
  const excluded = relevanceOf(2, 3, [[0, 2, 1]]);
  const pairsOf = (score: number) => evaluate(withoutExcluded(matrixOf(2, 3, [3, 1, score, 4, 2, 0]), excluded), relevance);
  // Right 3 and 2 against wrong 1, 4 and 0: four of six are won.
  expect(pairsOf(9).pairs.AUC).toBeCloseTo(4 / 6, 12);
  expect(pairsOf(-9)).toEqual(pairsOf(9));
  const pairs = allPairs(withoutExcluded(matrixOf(2, 3, [3, 1, 9, 4, 2, 0]), excluded), relevance);
  expect(pairs).toEqual({
    offsets: Float64Array.of(0, 2, 5),
    scores: Float32Array.of(3, 1, 4, 2, 0),
    right: Uint8Array.of(1, 0, 0, 1, 0),
  });
});

test('excluded pairs stand behind everything in a listed ranking', () => {
  const scores = withoutExcluded(matrixOf(1, 3, [1, 9, 2]), relevanceOf(1, 3, [[0, 1, 1]]));
  const { rows, scores: listed } = topRankings(scores, relevanceOf(1, 3, [[0, 0, 1]]), 'left-right', 3);
  expect([...rows]).toEqual([2, 0, 1]);
  expect([...listed]).toEqual([2, 1, -Infinity]);
});

test('without anything excluded the scores are the ones given', () => {
  const scores = matrixOf(1, 2, [1, 2]);
  expect(withoutExcluded(scores, undefined)).toBe(scores);
});
