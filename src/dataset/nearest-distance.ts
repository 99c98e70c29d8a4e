import type { Matrix } from '../types.ts';

/** Median Euclidean distance of some rows to the nearest of `among`; `self(i)` is the row of `among` that row i is itself, and is passed over. */
export function nearestDistance(
  rows: Matrix,
  among: Matrix,
  self: (row: number) => number | undefined = () => undefined,
): number {
  const { columns } = among;
  const nearest = Float64Array.from({ length: rows.rows }, (_, i) => {
    const passed = self(i);
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < among.rows; j++) {
      if (j === passed) continue;
      let squared = 0;
      // Most rows are seen to be farther long before their last column.
      for (let d = 0; d < columns && squared < least; d++) {
        squared += (rows.data[i * columns + d]! - among.data[j * columns + d]!) ** 2;
      }
      if (squared < least) least = squared;
    }
    return least;
  });
  return Math.sqrt(nearest.sort()[nearest.length >> 1]!);
}
