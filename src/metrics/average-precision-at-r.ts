/**
 * mAP@R of one query with R right answers: the mean over the first R ranks of the precision there, counted where the answer is right.
 * Musgrave, Belongie and Lim, A Metric Learning Reality Check, ECCV 2020, §3.2. Grades above 0 count alike.
 */
export function averagePrecisionAtR(ranks: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < ranks.length && ranks[i]! <= ranks.length; i++) sum += (i + 1) / ranks[i]!;
  return sum / ranks.length;
}
