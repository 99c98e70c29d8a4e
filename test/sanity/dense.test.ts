import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { type Dense, productTransposed, solvePositive, transposed } from '../../src/sanity/dense.ts';

const random = createRandom(5);
const dense = (rows: number, columns: number): Dense => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, random.normal),
});

test('a bᵀ and the transpose are what their sums say', () => {
  const [a, b] = [dense(3, 7), dense(4, 7)];
  const product = productTransposed(a, b);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 4; j++) {
      let sum = 0;
      for (let k = 0; k < 7; k++) sum += a.data[i * 7 + k]! * b.data[j * 7 + k]!;
      expect(product.data[i * 4 + j]).toBeCloseTo(sum, 12);
    }
  expect(transposed(product)).toEqual({ ...productTransposed(b, a) });
});

test('the solution of A X = B gives B again, and what is not positive definite is refused', () => {
  const root = dense(6, 9);
  const [a, b] = [productTransposed(root, root), dense(6, 2)];
  const back = productTransposed(a, transposed(solvePositive(a, b)));
  expect(back.data).toBeAllClose(b.data, 1e-9, 1e-9);
  expect(() => solvePositive({ ...a, data: a.data.map((value) => -value) }, b)).toThrow('not positive definite');
});
