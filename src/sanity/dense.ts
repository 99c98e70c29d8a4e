import type { Matrix } from '../types.ts';

/** Dense matrices in double precision, row-major. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Columns of both factors that are multiplied at a time: four rows of them and two of the other stay in the first cache. */
const depth = 512;

/** `a bᵀ` of matrices with as many columns: [R, K] × [S, K] → [R, S]. */
export const productTransposed = (a: Dense, b: Dense): Dense => products(a, b, () => b.rows);

/** `a aᵀ`: [R, K] → [R, R], by half of its products. */
export function gram(a: Dense): Dense {
  const product = products(a, a, (i) => Math.min(i + 4, a.rows));
  const { rows: size, data } = product;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) data[j * size + i] = data[i * size + j]!;
  return product;
}

/**
 * Four rows of a, from row i on, against two of b at once: eight sums share six loads, and b is read a quarter as often. At an edge the last row is read again
 * and what comes of it dropped.
 * @param columnsOf how many rows of b are multiplied with the four rows from i on
 */
function products(a: Dense, b: Dense, columnsOf: (i: number) => number): Dense {
  const data = new Float64Array(a.rows * b.rows);
  const add = (row: number, column: number, value: number): void => {
    if (row < a.rows && column < b.rows) data[row * b.rows + column]! += value;
  };
  for (let first = 0; first < a.columns; first += depth) {
    const [lefts, rights] = [rowsOf(a, first), rowsOf(b, first)];
    for (let i = 0; i < a.rows; i += 4) {
      const columns = columnsOf(i);
      const x0 = lefts[i]!;
      const x1 = lefts[Math.min(i + 1, a.rows - 1)]!;
      const x2 = lefts[Math.min(i + 2, a.rows - 1)]!;
      const x3 = lefts[Math.min(i + 3, a.rows - 1)]!;
      for (let j = 0; j < columns; j += 2) {
        const y = rights[j]!;
        const z = rights[Math.min(j + 1, b.rows - 1)]!;
        let [y0, y1, y2, y3, z0, z1, z2, z3] = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let k = 0; k < y.length; k++) {
          const u = y[k]!;
          const v = z[k]!;
          y0 += x0[k]! * u;
          y1 += x1[k]! * u;
          y2 += x2[k]! * u;
          y3 += x3[k]! * u;
          z0 += x0[k]! * v;
          z1 += x1[k]! * v;
          z2 += x2[k]! * v;
          z3 += x3[k]! * v;
        }
        add(i, j, y0);
        add(i + 1, j, y1);
        add(i + 2, j, y2);
        add(i + 3, j, y3);
        add(i, j + 1, z0);
        add(i + 1, j + 1, z1);
        add(i + 2, j + 1, z2);
        add(i + 3, j + 1, z3);
      }
    }
  }
  return { rows: a.rows, columns: b.rows, data };
}

/** Views of every row, of `depth` columns from the first on. */
const rowsOf = ({ rows, columns, data }: Dense, first: number): Float64Array[] =>
  Array.from({ length: rows }, (_, row) =>
    data.subarray(row * columns + first, row * columns + Math.min(first + depth, columns)),
  );

export const asScores = ({ rows, columns, data }: Dense): Matrix => ({ rows, columns, data: Float32Array.from(data) });

export function transposed({ rows, columns, data }: Dense): Dense {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: turned };
}

/** Columns of a right-hand side that are solved at a time: as many as stay in the second cache over a thousand rows. */
const panel = 64;

/**
 * X of `A X = B` for a symmetric positive definite A [D, D] and B [D, E], by Cholesky: `A = L Lᵀ` (Golub & Van Loan, 4.2). Only the lower half of A is read.
 * @throws an internal error where A is not positive definite
 */
export function solvePositive(a: Dense, b: Dense): Dense {
  const size = a.rows;
  const outputs = b.columns;
  const lower = choleskyOf(a);
  const solution = b.data.slice();
  for (let first = 0; first < outputs; first += panel) {
    const width = Math.min(panel, outputs - first);
    const start = (row: number): number => row * outputs + first;
    /** Takes rows of the solution, times the entries of L from `at` on in steps, off one row. */
    const eliminate = (target: number, from: number, to: number, at: number, step: number): void => {
      let [source, entry] = [from, at];
      for (; source + 1 < to; source += 2, entry += 2 * step) {
        const [p, q] = [lower[entry]!, lower[entry + step]!];
        const [t, u, v] = [start(target), start(source), start(source + 1)];
        for (let j = 0; j < width; j++) solution[t + j]! -= p * solution[u + j]! + q * solution[v + j]!;
      }
      if (source === to) return;
      const [p, t, u] = [lower[entry]!, start(target), start(source)];
      for (let j = 0; j < width; j++) solution[t + j]! -= p * solution[u + j]!;
    };
    const divide = (row: number): void => {
      const [by, t] = [lower[row * size + row]!, start(row)];
      for (let j = 0; j < width; j++) solution[t + j]! /= by;
    };
    for (let i = 0; i < size; i++) {
      eliminate(i, 0, i, i * size, 1);
      divide(i);
    }
    for (let i = size - 1; i >= 0; i--) {
      eliminate(i, i + 1, size, (i + 1) * size + i, size);
      divide(i);
    }
  }
  return { rows: size, columns: outputs, data: solution };
}

/** L in the lower half; what is above is that of A. */
function choleskyOf({ rows: size, data }: Dense): Float64Array {
  const lower = data.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j && !(sum > 0)) throw new Error(`internal: row ${i} of a matrix makes it not positive definite`);
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  return lower;
}
