import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTolerance, areSameAnswers, compareAnswers } from '../../src/retrieval/same-answers.ts';
import type { Matrix } from '../../src/types.ts';

const matrix = (rows: number, columns: number, data: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  data: Float32Array.from(data),
});
/** 4 × 5 scores from 0 to 1.9, no two alike. */
const reference = matrix(
  4,
  5,
  Array.from({ length: 20 }, (_, i) => ((i * 7) % 20) / 10),
);
const changed = (at: number, by: number): Matrix =>
  matrix(
    4,
    5,
    reference.data.map((value, i) => (i === at ? value + by : value)),
  );

test('equal scores are the same answers, whatever they are', () => {
  const scores = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(scores, (values) => {
      const comparison = compareAnswers(matrix(2, 3, values), matrix(2, 3, values), 2);
      expect(comparison).toEqual({ largestDifference: 0, sameBest: { 'left-right': 1, 'right-left': 1 } });
      expect(areSameAnswers(comparison)).toBe(true);
    }),
    { seed: 9, numRuns: 200 },
  );
});

test('the largest difference counts as a share of the range of the reference', () => {
  expect(compareAnswers(reference, changed(3, 0.19), 2).largestDifference).toBeCloseTo(0.1, 5);
  expect(compareAnswers(reference, changed(3, -0.0019), 2).largestDifference).toBeCloseTo(0.001, 5);
});

test('rounding leaves the answers the same, also where it swaps two that were nearly equal', () => {
  const nearly = matrix(1, 3, [0, 1, 1 + answerTolerance / 4]);
  const swapped = matrix(1, 3, [0, 1 + answerTolerance / 4, 1]);
  expect(areSameAnswers(compareAnswers(nearly, swapped, 1))).toBe(true);
});

test('a query whose best answer is another one is counted, in its direction', () => {
  // The best of row 0 is its largest; raise its least above that.
  const comparison = compareAnswers(reference, changed(0, 5), 1);
  expect(comparison.sameBest['left-right']).toBe(3 / 4);
  expect(areSameAnswers(comparison)).toBe(false);
});

test('a score that is no number is infinitely far away and never the same answer', () => {
  const comparison = compareAnswers(reference, changed(2, Number.NaN), 5);
  expect(comparison.largestDifference).toBe(Number.POSITIVE_INFINITY);
  expect(areSameAnswers(comparison)).toBe(false);
});
