import type { Matrix } from '../types.ts';

/** Norms of rows and variances of columns of a matrix that comes a block at a time. */
export interface MatrixFacts {
  /** Euclidean norms of the rows. */
  readonly norm: { readonly least: number; readonly mean: number; readonly most: number };
  readonly zeroRows: number;
  /** Mean over columns of the variance over rows, and the number of columns in which every row is equal. */
  readonly meanVariance: number;
  readonly constantColumns: number;
}

/** Means and variances of blocks are joined by the formula of Chan, Golub and LeVeque (1979), which does not cancel where a mean is large. */
export class MatrixFactsCollector {
  readonly #columns: number;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  readonly #varies: Uint8Array;
  readonly #first: Float32Array;
  #rows = 0;
  #zeroRows = 0;
  #norm = { least: Number.POSITIVE_INFINITY, sum: 0, most: 0 };

  constructor(columns: number) {
    this.#columns = columns;
    this.#means = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
    this.#varies = new Uint8Array(columns);
    this.#first = new Float32Array(columns);
  }

  add({ rows, columns, data }: Matrix): void {
    if (this.#rows === 0) this.#first.set(data.subarray(0, columns));
    const means = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      let squares = 0;
      for (let column = 0; column < columns; column++) {
        const value = data[start + column]!;
        squares += value * value;
        means[column]! += value;
        if (value !== this.#first[column]) this.#varies[column] = 1;
      }
      this.#addNorm(Math.sqrt(squares));
    }
    for (let column = 0; column < columns; column++) means[column]! /= rows;
    const around = new Float64Array(columns);
    for (let start = 0; start < data.length; start += columns)
      for (let column = 0; column < columns; column++) around[column]! += (data[start + column]! - means[column]!) ** 2;
    const total = this.#rows + rows;
    for (let column = 0; column < columns; column++) {
      const apart = means[column]! - this.#means[column]!;
      this.#means[column]! += (apart * rows) / total;
      this.#squares[column]! += around[column]! + (apart * apart * this.#rows * rows) / total;
    }
    this.#rows = total;
  }

  facts(): MatrixFacts {
    const { least, sum, most } = this.#norm;
    return {
      norm: { least, mean: sum / this.#rows, most },
      zeroRows: this.#zeroRows,
      meanVariance: this.#squares.reduce((a, b) => a + b, 0) / (this.#rows * this.#columns),
      constantColumns: this.#varies.reduce((count, varies) => count + 1 - varies, 0),
    };
  }

  #addNorm(norm: number): void {
    if (norm === 0) this.#zeroRows++;
    this.#norm = {
      least: Math.min(this.#norm.least, norm),
      sum: this.#norm.sum + norm,
      most: Math.max(this.#norm.most, norm),
    };
  }
}
