import { expect, test } from 'vitest';
import { nearestDistance } from '../../src/dataset/nearest-distance.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { fitPairDensity } from '../../src/dataset/synthetic-pairs.ts';
import { createRandom } from '../../src/random.ts';
import type { Matrix } from '../../src/types.ts';

const count = 400;
const random = createRandom(3);
/** Ten clusters in eight dimensions; the right side is the left one turned, with noise. */
const left: Matrix = {
  rows: count,
  columns: 8,
  data: Float32Array.from(
    { length: count * 8 },
    (_, at) => 4 * Math.sin((at % 8) * 7 + ((at >> 3) % 10) * 3) + 0.5 * random.normal() + 1,
  ),
};
const right: Matrix = {
  rows: count,
  columns: 8,
  data: Float32Array.from({ length: count * 8 }, (_, at) => left.data[(at >> 3) * 8 + ((at + 3) % 8)]! + 0.3 * random.normal()),
};
const relevance = relevanceFromPairs(
  count,
  count,
  Array.from({ length: count }, (_, row) => ({ row, column: row, grade: 1 })),
);
const density = fitPairDensity({ left, right }, relevance, 'right');
const column = ({ rows, columns, data }: Matrix, d: number): number[] =>
  Array.from({ length: rows }, (_, row) => data[row * columns + d]!);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (a: readonly number[], b: readonly number[]): number =>
  meanOf(a.map((x, i) => (x - meanOf(a)) * (b[i]! - meanOf(b))));

test('draws have the means and covariances of the items, also between the sides', () => {
  const drawn = { left: density.draw('left', 4_000, 1), right: density.draw('right', 4_000, 1) };
  for (let d = 0; d < 8; d++) {
    const [x, y] = [column(left, d), column(drawn.left, d)];
    expect(Math.abs(meanOf(y) - meanOf(x))).toBeLessThan(0.15);
    expect(covariance(y, y) / covariance(x, x)).toBeGreaterThan(0.9);
    expect(covariance(y, y) / covariance(x, x)).toBeLessThan(1.1);
    const [across, real] = [covariance(y, column(drawn.right, (d + 5) % 8)), covariance(x, column(right, (d + 5) % 8))];
    expect(across / real).toBeGreaterThan(0.85);
    expect(across / real).toBeLessThan(1.15);
  }
});

test('no row is drawn twice, nor is an item of the data', () => {
  const { data } = density.draw('right', 1_000, 2);
  const rows = new Set(Array.from({ length: 1_000 }, (_, row) => data.subarray(row * 8, row * 8 + 8).join()));
  expect(rows.size).toBe(1_000);
  for (let row = 0; row < count; row++) expect(rows.has(right.data.subarray(row * 8, row * 8 + 8).join())).toBe(false);
});

test('a draw is as far from the nearest item as items are from each other: neither a copy nor a blur', () => {
  const real = nearestDistance(right, right, (row) => row);
  const ratio = nearestDistance(density.draw('right', count, 9), right) / real;
  expect(ratio).toBeGreaterThan(0.85);
  expect(ratio).toBeLessThan(1.15);
  expect(density.bandwidth).toBeGreaterThan(0.03);
  expect(density.bandwidth).toBeLessThan(0.6);
});

test('the same seed draws the same, another seed something else, and the first draws do not depend on how many follow', () => {
  const few = density.draw('right', 10, 4);
  expect(density.draw('right', 30, 4).data.subarray(0, 80)).toEqual(few.data);
  expect(density.draw('right', 10, 5).data).not.toEqual(few.data);
});
