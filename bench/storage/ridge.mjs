/**
 * Ridge regression in closed form (Hoerl and Kennard 1970): W = (XᵀX + λI)⁻¹ XᵀY, by Cholesky. Quick, and without a seed: differences between
 * storage types are not covered by noise of training.
 */
export function solveRidge(x, y, rows, columns, outputs, lambda) {
  const gram = multiplyTransposed(x, x, rows, columns, columns, (i) => i + 1);
  for (let i = 0; i < columns; i++) gram[i * columns + i] += lambda;
  const weights = multiplyTransposed(x, y, rows, columns, outputs);
  factorise(gram, columns);
  // L z = b, then Lᵀ w = z, all outputs at once
  for (let i = 0; i < columns; i++) {
    const row = weights.subarray(i * outputs, (i + 1) * outputs);
    for (let k = 0; k < i; k++) subtract(row, weights.subarray(k * outputs, (k + 1) * outputs), gram[i * columns + k]);
    for (let j = 0; j < outputs; j++) row[j] /= gram[i * columns + i];
  }
  for (let i = columns - 1; i >= 0; i--) {
    const row = weights.subarray(i * outputs, (i + 1) * outputs);
    for (let k = i + 1; k < columns; k++) subtract(row, weights.subarray(k * outputs, (k + 1) * outputs), gram[k * columns + i]);
    for (let j = 0; j < outputs; j++) row[j] /= gram[i * columns + i];
  }
  return weights;
}

/**
 * aᵀ b of two row-major matrices with the same rows, as far as column `end(i)` of row i. Eight rows are added at once: the product is then read and
 * written an eighth as often.
 */
function multiplyTransposed(a, b, rows, aColumns, bColumns, end = () => bColumns) {
  const product = new Float64Array(aColumns * bColumns);
  const none = new Float32Array(Math.max(aColumns, bColumns));
  const rowOf = (matrix, columns, row) => (row < rows ? matrix.subarray(row * columns, (row + 1) * columns) : none);
  for (let start = 0; start < rows; start += 8) {
    const [l0, l1, l2, l3, l4, l5, l6, l7] = Array.from({ length: 8 }, (_, k) => rowOf(a, aColumns, start + k));
    const [r0, r1, r2, r3, r4, r5, r6, r7] = Array.from({ length: 8 }, (_, k) => rowOf(b, bColumns, start + k));
    for (let i = 0; i < aColumns; i++) {
      const [v0, v1, v2, v3, v4, v5, v6, v7] = [l0[i], l1[i], l2[i], l3[i], l4[i], l5[i], l6[i], l7[i]];
      const place = i * bColumns;
      const last = end(i);
      for (let j = 0; j < last; j++) {
        product[place + j] +=
          v0 * r0[j] + v1 * r1[j] + v2 * r2[j] + v3 * r3[j] + v4 * r4[j] + v5 * r5[j] + v6 * r6[j] + v7 * r7[j];
      }
    }
  }
  return product;
}

/** Lower Cholesky factor in place. */
function factorise(matrix, size) {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j];
    }
  }
}

function subtract(row, other, factor) {
  for (let j = 0; j < row.length; j++) row[j] -= factor * other[j];
}
