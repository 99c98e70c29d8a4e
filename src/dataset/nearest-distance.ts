import type { Matrix } from '../types.ts';

/** Median Euclidean distance of a row to the nearest other one, in O(rows²). */
export function nearestDistance({ rows, columns, data }: Matrix): number {
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let squared = 0;
      for (let d = 0; d < columns; d++) squared += (data[i * columns + d]! - data[j * columns + d]!) ** 2;
      if (squared < nearest[i]!) nearest[i] = squared;
      if (squared < nearest[j]!) nearest[j] = squared;
    }
  }
  return Math.sqrt(nearest.sort()[rows >> 1]!);
}
