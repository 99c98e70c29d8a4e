import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import type { SanityWorld } from '../../src/sanity/arm.ts';
import { ridge } from '../../src/sanity/feature-scores.ts';
import type { Matrix } from '../../src/types.ts';

const random = createRandom(11);
const matrix = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: Float32Array.from({ length: rows * columns }, random.normal),
});
const rowsOf = ({ rows, columns, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));

/** Training pairs of which items have none, one or several; one pair is judged wrong. */
const answers = [[0, 1, 4], [2], [], [1, 3], [5], [0, 2, 3, 5]];

function worldOf(leftWidth: number, rightWidth: number, tested: { readonly left: number; readonly right: number }): SanityWorld {
  const side = (features: Matrix) => ({ items: Array.from({ length: features.rows }), features: { global: features } });
  const offsets = [0];
  for (const own of answers) offsets.push(offsets.at(-1)! + own.length);
  const columnOf = Uint32Array.from(answers.flat());
  const grades = new Uint8Array(columnOf.length).fill(1);
  grades[3] = 0;
  const relevance = { rows: 6, columns: 6, offsets: Uint32Array.from(offsets), columnOf, grades };
  return {
    train: { left: side(matrix(6, leftWidth)), right: side(matrix(6, rightWidth)), relevance },
    test: { left: side(matrix(tested.left, leftWidth)), right: side(matrix(tested.right, rightWidth)) },
  } as unknown as SanityWorld;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Standardised by training, then of length 1. */
function unit(rows: number[][], training: number[][]): number[][] {
  const columns = training[0]!.map((_, i) => training.map((row) => row[i]!));
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const deviations = columns.map((values, i) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - means[i]!) ** 2, 0) / values.length),
  );
  return rows.map((row) => {
    const scaled = row.map((value, i) => (value - means[i]!) / deviations[i]!);
    return scaled.map((value) => value / Math.sqrt(dot(scaled, scaled)));
  });
}

/** X of A X = B by elimination with the largest pivot. */
function solve(a: number[][], b: number[][]): number[][] {
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.reduce((best, row, j) => (j >= i && Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? j : best), i);
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      rows[j] = rows[j]!.map((value, k) => value - factor * rows[i]![k]!);
    }
  }
  return rows.map((row, i) => row.slice(a.length).map((value) => value / row[i]!));
}

/** One row a right pair, as the formula says it: W = (XᵀX + λI)⁻¹ XᵀY, scored by cos(x W, y), from the narrower side to the other. */
function plainly({ train, test: tested }: SanityWorld): number[][] {
  const all = { left: rowsOf(train.left.features.global), right: rowsOf(train.right.features.global) };
  const own = { left: unit(all.left, all.left), right: unit(all.right, all.right) };
  const asked = {
    left: unit(rowsOf(tested.left.features.global), all.left),
    right: unit(rowsOf(tested.right.features.global), all.right),
  };
  const pairs = answers.flatMap((list, left) => list.map((right) => ({ left, right }))).filter((_, at) => at !== 3);
  const [narrow, wide] = own.left[0]!.length < own.right[0]!.length ? (['left', 'right'] as const) : (['right', 'left'] as const);
  const [x, y] = [pairs.map((pair) => own[narrow][pair[narrow]]!), pairs.map((pair) => own[wide][pair[wide]]!)];
  const column = (rows: number[][], i: number): number[] => rows.map((row) => row[i]!);
  const size = x[0]!.length;
  const normal = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => dot(column(x, i), column(x, j))));
  const lambda = (0.1 * normal.reduce((sum, row, i) => sum + row[i]!, 0)) / size;
  for (let i = 0; i < size; i++) normal[i]![i]! += lambda;
  const right = Array.from({ length: size }, (_, i) => y[0]!.map((_, j) => dot(column(x, i), column(y, j))));
  const map = solve(normal, right);
  const predicted = asked[narrow].map((row) => y[0]!.map((_, j) => dot(row, column(map, j))));
  const cosine = (guess: number[], vector: number[]): number => dot(guess, vector) / Math.sqrt(dot(guess, guess));
  return asked.left.map((l, i) =>
    asked.right.map((r, j) => (narrow === 'left' ? cosine(predicted[i]!, r) : cosine(predicted[j]!, l))),
  );
}

test.each([
  ['few items of the narrower side, many of the other', 3, 8, { left: 2, right: 40 }],
  ['many items of the narrower side, few of the other', 3, 8, { left: 40, right: 2 }],
  ['the right side narrower', 7, 4, { left: 5, right: 6 }],
])(
  'ridge regression is its formula over right pairs, of items with several answers too: %s',
  (_what, leftWidth, rightWidth, tested) => {
    const world = worldOf(leftWidth, rightWidth, tested);
    const scores = ridge.scores(world) as Matrix;
    expect(scores.data).toBeAllClose(plainly(world).flat(), 1e-5, 1e-6);
  },
);

test('a column that a backbone never fills, but for noise of its arithmetic, says nothing', () => {
  const world = worldOf(3, 4, { left: 5, right: 6 });
  const widened = (value: () => number): SanityWorld => {
    const widen = (part: SanityWorld['train']): SanityWorld['train'] => {
      const rows = rowsOf(part.left.features.global).map((row) => [...row, value()]);
      const global = { rows: rows.length, columns: 4, data: Float32Array.from(rows.flat()) };
      return { ...part, left: { ...part.left, features: { global } } };
    };
    return { ...world, train: widen(world.train), test: widen(world.test) };
  };
  const scores = (value: () => number) => (ridge.scores(widened(value)) as Matrix).data;
  expect(scores(() => 1e-32 * random.normal())).toBeAllClose(
    scores(() => 0),
    1e-9,
    0,
  );
});

test('a training side that nothing varies on has no regression', () => {
  const world = worldOf(3, 4, { left: 5, right: 6 });
  const same = { ...world.train.left, features: { global: { rows: 6, columns: 3, data: new Float32Array(18).fill(0.5) } } };
  expect(ridge.scores({ ...world, train: { ...world.train, left: same } })).toBeUndefined();
});
