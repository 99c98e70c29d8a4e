import fc from 'fast-check';
import { expect, test } from 'vitest';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import { compareLists, shareWithRight } from '../../src/metrics/list-comparison.ts';
import { listMetrics, scoreLists } from '../../src/metrics/listed.ts';
import { createRandom } from '../../src/random.ts';
import type { Matrix, TopK } from '../../src/types.ts';

/** Few different scores, so that ties are many. */
function world(lefts: number, rights: number, levels: number, seed: number) {
  const random = createRandom(seed);
  const scores: Matrix = {
    rows: lefts,
    columns: rights,
    data: Float32Array.from({ length: lefts * rights }, () => random.below(levels)),
  };
  const pairs = Array.from({ length: lefts }, (_, row) => row).flatMap((row) =>
    Array.from({ length: rights }, (_, column) => column)
      .filter(() => random.below(4) === 0)
      .map((column) => ({ row, column, grade: 1 + random.below(3) })),
  );
  return { scores, relevance: relevanceFromPairs(lefts, rights, pairs.length > 0 ? pairs : [{ row: 0, column: 0, grade: 1 }]) };
}

/** Every candidate of every left query, best first, equal scores by row. */
function everything({ rows, columns, data }: Matrix): TopK {
  const order = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => column).sort(
      (a, b) => data[row * columns + b]! - data[row * columns + a]! || a - b,
    ),
  );
  return {
    k: columns,
    rows: Int32Array.from(order.flat()),
    scores: Float32Array.from(order.flatMap((list, row) => list.map((column) => data[row * columns + column]!))),
  };
}

test('a list of everything has the accuracy of the full ranking, ties included', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      (n, m, levels, seed) => {
        const { scores, relevance } = world(n, m, levels, seed);
        const units = { left: new Int32Array(n), right: new Int32Array(m) };
        const full = evaluateScores(scores, relevance, units)['left-right'];
        const listed = scoreLists(everything(scores), relevance, 'left-right');
        expect([...listed.queryRows]).toEqual([...full.queryRows]);
        for (const metric of listMetrics) expect([...listed.perQuery[metric]]).toEqual([...full.perQuery[metric]]);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('a constant scorer finds nothing while there are ten wrong candidates', () => {
  const relevance = relevanceFromPairs(1, 12, [{ row: 0, column: 0, grade: 1 }]);
  const found = everything({ rows: 1, columns: 12, data: new Float32Array(12) });
  expect(scoreLists(found, relevance, 'left-right').averages).toEqual({ 'R@1': 0, 'R@5': 0, 'R@10': 0, 'nDCG@10': 0 });
});

test('what is seen already stands in no list, and what is not listed is not found', () => {
  const relevance = relevanceFromPairs(1, 30, [{ row: 0, column: 3, grade: 1 }]);
  const found: TopK = { k: 3, rows: Int32Array.of(1, 2, 3), scores: Float32Array.of(3, 2, 1) };
  const seen = relevanceFromPairs(
    1,
    30,
    [1, 2].map((column) => ({ row: 0, column, grade: 1 })),
  );
  expect(scoreLists(found, relevance, 'left-right').averages['R@1']).toBe(0);
  expect(scoreLists(found, relevance, 'left-right', seen).averages['R@1']).toBe(1);
  expect(scoreLists({ ...found, rows: Int32Array.of(1, 2, -1) }, relevance, 'left-right').averages['R@10']).toBe(0);
});

test('overlap counts the same candidates, recall also those that score as high as the k-th', () => {
  const exhaustive: TopK = { k: 5, rows: Int32Array.of(7, 1, 4, 9, 2), scores: Float32Array.of(5, 4, 3, 3, 1) };
  const list = (...rows: number[]): TopK => ({
    k: rows.length,
    rows: Int32Array.from(rows),
    scores: new Float32Array(rows.length),
  });
  expect(compareLists(list(7, 1, 4), exhaustive, 3)).toEqual({ overlap: 1, recall: 1 });
  const tied = compareLists(list(7, 9, 1), exhaustive, 3);
  expect(tied.overlap).toBeCloseTo(2 / 3);
  expect(tied.recall).toBeCloseTo(1);
  expect(compareLists(list(2, 3, -1), exhaustive, 3)).toEqual({ overlap: 0, recall: 0 });
  // The same answer ten times is one answer.
  expect(compareLists(list(7, 7, 7), exhaustive, 3).recall).toBeCloseTo(1 / 3);
});

test('the recall ceiling is the share of queries with a right answer that have one in their list', () => {
  const relevance = relevanceFromPairs(3, 4, [
    { row: 0, column: 1, grade: 1 },
    { row: 2, column: 0, grade: 1 },
  ]);
  const lists: TopK = { k: 2, rows: Int32Array.of(1, 2, 0, 1, 2, 3), scores: new Float32Array(6) };
  expect(shareWithRight(lists, relevance, 'left-right')).toBe(0.5);
});
