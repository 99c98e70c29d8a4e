/** Over at least one value. */
const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of an even number of values, the mean of the middle two. */
function median(values: Float32Array): number {
  const sorted = values.slice().sort();
  const upper = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
}

/** How the values of all queries become one figure. */
export const averages = { mean, median } as const;
