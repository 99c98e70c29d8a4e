import { expect, test } from 'vitest';
import { averageScores } from '../../../src/suite/cells/average-scores.ts';

const matrix = (...data: number[]) => ({ rows: 2, columns: 2, data: Float32Array.from(data) });

test('neither matrix counts for more by its range or its level', () => {
  const [a, b] = [matrix(1, 2, 3, 4), matrix(4, 1, 2, 3)];
  const stretched = matrix(...b.data.map((score) => 1000 * score + 500));
  expect(averageScores(a, stretched).data).toBeAllClose(averageScores(a, b).data, 1e-5, 1e-6);
});

test('the mean of a matrix with itself orders pairs as it does, and a constant one has no say', () => {
  const a = matrix(3, 1, 2, 7);
  expect([...averageScores(a, a).data].map((score) => score > 0)).toEqual([false, false, false, true]);
  const scaled = averageScores(a, matrix(5, 5, 5, 5)).data;
  expect(scaled).toBeAllClose(
    averageScores(a, a).data.map((score) => score / 2),
    1e-6,
    1e-6,
  );
});
