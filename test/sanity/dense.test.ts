import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { type Dense, gram, productTransposed, solvePositive, transposed } from '../../src/sanity/dense.ts';

const random = createRandom(5);
const dense = (rows: number, columns: number): Dense => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, random.normal),
});

/** Three plain loops. */
function slowProduct(a: Dense, b: Dense): Float64Array {
  return Float64Array.from({ length: a.rows * b.rows }, (_, at) => {
    const [i, j] = [Math.floor(at / b.rows), at % b.rows];
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k]! * b.data[j * b.columns + k]!;
    return sum;
  });
}

test.each([
  [3, 7, 4],
  [9, 1030, 5],
  [1, 512, 1],
])('a bᵀ, a aᵀ and the transpose are what their sums say: %i rows of %i, %i', (rows, width, others) => {
  const [a, b] = [dense(rows, width), dense(others, width)];
  const product = productTransposed(a, b);
  expect(product.data).toBeAllClose(slowProduct(a, b), 1e-12, 1e-12);
  expect(gram(a).data).toBeAllClose(slowProduct(a, a), 1e-12, 1e-12);
  expect(transposed(product).data).toBeAllClose(slowProduct(b, a), 1e-12, 1e-12);
  expect(transposed(product)).toMatchObject({ rows: others, columns: rows });
});

test('the solution of A X = B gives B again, and what is not positive definite is refused', () => {
  const root = dense(7, 11);
  const a = gram(root);
  // One column, and more than are solved at a time.
  for (const columns of [1, 131]) {
    const b = dense(7, columns);
    const back = productTransposed(a, transposed(solvePositive(a, b)));
    expect(back.data).toBeAllClose(b.data, 1e-9, 1e-9);
  }
  const b = dense(7, 1);
  expect(() => solvePositive({ ...a, data: a.data.map((value) => -value) }, b)).toThrow('not positive definite');
});
