import type { Matrix } from '../../types.ts';

/** Cosines of every left with every right row, [N, M]; 0 for a row of zeros. */
export function cosines(left: Matrix, right: Matrix): Matrix {
  const [a, b] = [normalised(left), normalised(right)];
  const data = new Float32Array(left.rows * right.rows);
  for (let i = 0; i < left.rows; i++)
    for (let j = 0; j < right.rows; j++) {
      let sum = 0;
      for (let d = 0; d < left.columns; d++) sum += a[i * left.columns + d]! * b[j * left.columns + d]!;
      data[i * right.rows + j] = sum;
    }
  return { rows: left.rows, columns: right.rows, data };
}

function normalised({ rows, columns, data }: Matrix): Float64Array {
  const scaled = Float64Array.from(data);
  for (let row = 0; row < rows; row++) {
    const own = scaled.subarray(row * columns, (row + 1) * columns);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let d = 0; d < columns; d++) own[d]! /= length;
  }
  return scaled;
}
