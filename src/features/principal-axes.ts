import type { TokenFeatures } from '../types.ts';

/** Columns of an orthonormal matrix, row-major `[width, count]`. */
export interface Axes {
  readonly width: number;
  readonly count: number;
  readonly data: Float64Array;
}

/**
 * The directions that keep most of the squared length of some rows (`rows` is row-major with `width` values each): eigenvectors of their second moment,
 * largest first. Means are not taken away, so that inner products, which late interaction compares, are what is kept best (Eckart & Young 1936).
 */
export function principalAxes(rows: Float32Array, width: number, count: number): Axes {
  const { values, vectors } = symmetricEigen(secondMoment(rows, width), width);
  const largest = Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, count);
  const data = new Float64Array(width * count);
  for (const [axis, column] of largest.entries()) {
    const at = (row: number): number => vectors[column * width + row]!;
    const peak = Array.from({ length: width }, (_, row) => at(row)).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    // An eigenvector is as good as its negative: the largest component is made positive.
    for (let row = 0; row < width; row++) data[row * count + axis] = peak < 0 ? -at(row) : at(row);
  }
  return { width, count, data };
}

/** Tokens as coordinates along some axes; padding stays zero. */
export function projectTokens({ items, tokens, data, mask }: TokenFeatures, { width, count, data: axes }: Axes): TokenFeatures {
  const projected = new Float32Array(items * tokens * count);
  const sums = new Float64Array(count);
  for (let row = 0; row < items * tokens; row++) {
    if (mask[row] === 0) continue;
    sums.fill(0);
    // Both arrays are read in their order.
    for (let i = 0; i < width; i++) {
      const value = data[row * width + i]!;
      for (let axis = 0; axis < count; axis++) sums[axis]! += value * axes[i * count + axis]!;
    }
    projected.set(sums, row * count);
  }
  return { items, tokens, width: count, data: projected, mask };
}

function secondMoment(rows: Float32Array, width: number): Float64Array {
  const moment = new Float64Array(width * width);
  for (let start = 0; start < rows.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = rows[start + i]!;
      for (let j = 0; j < width; j++) moment[i * width + j]! += (value * rows[start + j]!) / (rows.length / width);
    }
  }
  return moment;
}

/** Eigenvalues and, as rows, eigenvectors of a symmetric matrix by cyclic rotations (Jacobi 1846; Golub & Van Loan, 8.5). */
function symmetricEigen(matrix: Float64Array, n: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const squares = (of: (i: number, j: number) => boolean): number =>
    a.reduce((sum, value, at) => (of(Math.floor(at / n), at % n) ? sum + value * value : sum), 0);
  const total = squares(() => true);
  while (squares((i, j) => i !== j) > 1e-24 * total) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!), vectors };
}

/** One rotation of the plane (p, q) that makes `a[p, q]` zero. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const between = a[p * n + q]!;
  if (between === 0) return;
  const half = (a[q * (n + 1)]! - a[p * (n + 1)]!) / (2 * between);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  const turn = (array: Float64Array, first: number, second: number, stride: number): void => {
    for (let k = 0; k < n; k++) {
      const [x, y] = [array[first + k * stride]!, array[second + k * stride]!];
      array[first + k * stride] = cosine * x - sine * y;
      array[second + k * stride] = sine * x + cosine * y;
    }
  };
  turn(a, p, q, n);
  turn(a, p * n, q * n, 1);
  turn(vectors, p * n, q * n, 1);
}
