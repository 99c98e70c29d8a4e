import { expect, test } from 'vitest';
import { averageScores } from '../../../src/suite/cells/average-scores.ts';

const matrix = (...data: number[]) => ({ rows: 1, columns: data.length, data: Float32Array.from(data) });
const scores = (test: readonly number[], validation: readonly number[]) => ({
  test: matrix(...test),
  validation: matrix(...validation),
});

test('neither model counts for more by its range or its level', () => {
  const [a, b] = [scores([1, 2, 3, 4], [0, 5, 1]), scores([4, 1, 2, 3], [2, 2, 8])];
  const stretch = (values: Iterable<number>) => [...values].map((score) => 1000 * score + 500);
  const stretched = scores(stretch(b.test.data), stretch(b.validation.data));
  expect(averageScores(a, stretched).data).toBeAllClose(averageScores(a, b).data, 1e-5, 1e-6);
});

test('scores are brought to the mean and deviation of validation pairs: by hand', () => {
  // Mean 3 and deviation 2; mean 0 and deviation 1.
  const found = averageScores(scores([3, 7], [1, 5]), scores([10, -2], [-1, 1]));
  expect([...found.data]).toEqual([(0 + 10) / 2, (2 - 2) / 2]);
});

test('the average of a pair does not depend on which other pairs are tested', () => {
  const known = [
    [0.2, 0.9, 0.4],
    [3, 9, 8],
  ] as const;
  const [a, b] = [
    [0.1, 0.8, 0.3, 0.5],
    [7, 2, 9, 4],
  ] as const;
  const all = averageScores(scores(a, known[0]), scores(b, known[1])).data;
  const some = averageScores(scores(a.slice(1), known[0]), scores(b.slice(1), known[1])).data;
  expect([...some]).toEqual([...all.slice(1)]);
});

test('the mean of a model with itself orders pairs as it does, and a constant one has no say', () => {
  const a = scores([3, 1, 2, 7], [3, 1, 2, 7]);
  expect([...averageScores(a, a).data].map((score) => score > 0)).toEqual([false, false, false, true]);
  const scaled = averageScores(a, scores([5, 5, 5, 5], [5, 5, 5])).data;
  expect(scaled).toBeAllClose(
    averageScores(a, a).data.map((score) => score / 2),
    1e-6,
    1e-6,
  );
});
