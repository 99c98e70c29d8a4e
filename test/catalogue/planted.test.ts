import { expect, test } from 'vitest';
import { contentsOf, generatedDatasets, truths } from '../../src/catalogue/planted.ts';
import { isSynthetic } from '../../src/dataset/manifest.ts';

const rightOf = (name: string) => contentsOf(name, truths[name]!);

test('what is drawn is the same every time, and different for every name', () => {
  const [first, again, other] = [rightOf('planted-rank-2'), rightOf('planted-rank-2'), rightOf('planted-rank-8')];
  expect(again.left.features.global.data).toEqual(first.left.features.global.data);
  expect(again.relevance).toEqual(first.relevance);
  expect(other.left.features.global.data).not.toEqual(first.left.features.global.data);
});

test('every left item has fifteen right answers', () => {
  for (const name of Object.keys(generatedDatasets)) {
    const { offsets, rows } = rightOf(name).relevance;
    expect(Array.from({ length: rows }, (_, row) => offsets[row + 1]! - offsets[row]!)).toEqual(Array(rows).fill(15));
  }
});

test('what is drawn says so in its manifest', () => {
  const { left, right } = rightOf('planted-rank-2');
  expect(isSynthetic({ sides: { left, right } as never })).toBe(true);
  expect(isSynthetic({ sides: { left: { backbone: { id: 'a' } }, right: { backbone: { id: 'b' } } } as never })).toBe(false);
});

test('features are a rotation of what was hidden: their lengths are those of normal vectors, and columns do not correlate', () => {
  const { rows, columns, data } = rightOf('planted-rank-8').left.features.global;
  const squares = Array.from({ length: columns }, () => 0);
  let product = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) squares[column]! += data[row * columns + column]! ** 2 / rows;
    product += (data[row * columns]! * data[row * columns + 1]!) / rows;
  }
  for (const square of squares) expect(Math.abs(square - 1)).toBeLessThan(0.2);
  expect(Math.abs(product)).toBeLessThan(0.1);
});

test('no other right item scores better than a right answer by what was planted', () => {
  // Rank 1 of the truth, recomputed from scratch: a conjunction holds as far as its worst condition does.
  const worst = (a: number[], b: number[]): number => -Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  const truth = truths['planted-conjunction-4']!;
  const pairs: [number[], number[]][] = [
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
    [
      [0, 1, 2, 3],
      [0.5, 1, 2, 5],
    ],
    [
      [1, -1, 0, 0],
      [-1, 1, 0, 0],
    ],
  ];
  for (const [a, b] of pairs) expect(truth.score(Float32Array.from(a), Float32Array.from(b))).toBeCloseTo(worst(a, b), 6);
});

test('in every fold training, validation and test items are disjoint and each item is tested once over all folds', () => {
  const { splits } = rightOf('planted-rank-2');
  const tested = splits[0]!.left.map((_, row) => splits.filter(({ left }) => left[row] === 3).length);
  expect(new Set(tested)).toEqual(new Set([1]));
});
