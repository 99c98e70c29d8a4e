/**
 * Normalised discounted cumulative gain: DCG@K / ideal DCG@K, DCG@K = Σ grade / log2(rank + 1) over right answers of rank ≤ K.
 * Gain is linear and the ideal is taken over *all* right answers, found or not, as trec_eval's ndcg_cut does.
 * Järvelin and Kekäläinen, Cumulated Gain-based Evaluation of IR Techniques, TOIS 2002, with the discount of Burges et al. 2005.
 */
export const ndcgAt =
  (depth: number) =>
  (ranks: ArrayLike<number>, grades: ArrayLike<number>): number => {
    let gain = 0;
    for (let i = 0; i < ranks.length && ranks[i]! <= depth; i++) gain += grades[i]! / Math.log2(ranks[i]! + 1);
    // Dividing 0 by the ideal would be 0 as well; most queries of a weak scorer end here.
    if (gain === 0) return 0;
    const best = Float64Array.from(grades).sort().reverse();
    let ideal = 0;
    for (let i = 0; i < Math.min(depth, best.length); i++) ideal += best[i]! / Math.log2(i + 2);
    return gain / ideal;
  };
