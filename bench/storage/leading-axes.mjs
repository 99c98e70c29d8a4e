import { createRandom } from '../../dist/random.js';

/** More directions than are asked for: the last ones settle sooner. */
const spare = 16;
const rounds = 30;

/**
 * The directions that keep most of the squared length of some rows, `[width, count]` as `principalAxes` gives them, for rows too wide for its rotations: powers
 * of the second moment on a few directions at once (subspace iteration; Golub & Van Loan, 7.3). Means are not taken away.
 */
export function leadingAxes(rows, width, count) {
  const moment = secondMoment(rows, width);
  const kept = Math.min(width, count + spare);
  const random = createRandom(7);
  let basis = Array.from({ length: kept }, () => Float64Array.from({ length: width }, () => random.uniform() - 0.5));
  orthonormalise(basis);
  for (let round = 0; round < rounds; round++) {
    basis = basis.map((direction) => times(moment, width, direction));
    orthonormalise(basis);
  }
  const data = new Float64Array(width * count);
  for (let axis = 0; axis < count; axis++) for (let i = 0; i < width; i++) data[i * count + axis] = basis[axis][i];
  return { width, count, data };
}

/** A symmetric matrix times a vector, row by row. */
function times(matrix, width, vector) {
  const product = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let sum = 0;
    for (let j = 0, at = i * width; j < width; j++, at++) sum += matrix[at] * vector[j];
    product[i] = sum;
  }
  return product;
}

/** The upper half is added up, eight rows at once, then mirrored. */
function secondMoment(rows, width) {
  const moment = new Float64Array(width * width);
  const none = new Float32Array(width);
  const count = rows.length / width;
  const rowAt = (row) => (row < count ? rows.subarray(row * width, (row + 1) * width) : none);
  for (let start = 0; start < count; start += 8) {
    const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, k) => rowAt(start + k));
    for (let i = 0; i < width; i++) {
      const [ai, bi, ci, di, ei, fi, gi, hi] = [a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]];
      for (let j = i, at = i * width + i; j < width; j++, at++) {
        moment[at] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j] + ei * e[j] + fi * f[j] + gi * g[j] + hi * h[j];
      }
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) moment[i * width + j] = moment[j * width + i];
  return moment;
}

/** Gram–Schmidt, twice: once leaves what rounding brings back. */
function orthonormalise(basis) {
  for (const [k, direction] of basis.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis.slice(0, k)) {
        const share = dot(direction, other);
        for (let i = 0; i < direction.length; i++) direction[i] -= share * other[i];
      }
    }
    const length = Math.sqrt(dot(direction, direction));
    for (let i = 0; i < direction.length; i++) direction[i] /= length;
  }
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
