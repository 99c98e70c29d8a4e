/** Dense matrices in double precision, row-major. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * `a bᵀ` of matrices with as many columns: [R, K] × [S, K] → [R, S]. Four rows of a against two of b at once: eight sums share six loads, and b is read
 * a quarter as often. At an edge the last row is taken again, which writes the same number twice.
 */
export function productTransposed(a: Dense, b: Dense): Dense {
  const width = a.columns;
  const data = new Float64Array(a.rows * b.rows);
  const rowOf = (m: Dense, row: number): Float64Array => m.data.subarray(row * width, (row + 1) * width);
  for (let i = 0; i < a.rows; i += 4) {
    const rows = [0, 1, 2, 3].map((offset) => Math.min(i + offset, a.rows - 1)) as [number, number, number, number];
    const [x0, x1, x2, x3] = rows.map((row) => rowOf(a, row)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let j = 0; j < b.rows; j += 2) {
      const next = Math.min(j + 1, b.rows - 1);
      const [y, z] = [rowOf(b, j), rowOf(b, next)];
      let [y0, y1, y2, y3, z0, z1, z2, z3] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < width; k++) {
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
      const sums = [y0, y1, y2, y3, z0, z1, z2, z3];
      for (const [offset, row] of rows.entries()) {
        data[row * b.rows + j] = sums[offset]!;
        data[row * b.rows + next] = sums[next === j ? offset : offset + 4]!;
      }
    }
  }
  return { rows: a.rows, columns: b.rows, data };
}

export function transposed({ rows, columns, data }: Dense): Dense {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: turned };
}

/**
 * X of `A X = B` for a symmetric positive definite A [D, D] and B [D, E], by Cholesky: `A = L Lᵀ` (Golub & Van Loan, 4.2). Only the lower half of A is read.
 * @throws an internal error where A is not positive definite
 */
export function solvePositive(a: Dense, b: Dense): Dense {
  const size = a.rows;
  const outputs = b.columns;
  const lower = a.data.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j && !(sum > 0)) throw new Error(`internal: row ${i} of a matrix makes it not positive definite`);
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  const solution = b.data.slice();
  const row = (i: number): Float64Array => solution.subarray(i * outputs, (i + 1) * outputs);
  const eliminate = (i: number, k: number, factor: number): void => {
    const [target, source] = [row(i), row(k)];
    for (let j = 0; j < outputs; j++) target[j]! -= factor * source[j]!;
  };
  const divide = (i: number): void => {
    const target = row(i);
    for (let j = 0; j < outputs; j++) target[j]! /= lower[i * size + i]!;
  };
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) eliminate(i, k, lower[i * size + k]!);
    divide(i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) eliminate(i, k, lower[k * size + i]!);
    divide(i);
  }
  return { rows: size, columns: outputs, data: solution };
}
