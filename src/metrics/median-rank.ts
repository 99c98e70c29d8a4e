/**
 * medR: median over queries of the 1-based rank of the first right answer; of an even number of queries, the mean of the middle two.
 * NaN for no query. (VSE++ takes the floor of the median of 0-based ranks and adds 1, which differs by a half.)
 */
export function medianRank(firstRanks: Float32Array): number {
  const sorted = firstRanks.slice().sort();
  const upper = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
}
