/**
 * Average precision of one query, uncut: the mean over its right answers of the precision at their rank; its mean over queries is mAP.
 * Buckley and Voorhees, Evaluating Evaluation Measure Stability, SIGIR 2000. Grades above 0 count alike.
 */
export function averagePrecision(ranks: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) sum += (i + 1) / ranks[i]!;
  return sum / ranks.length;
}
