/**
 * Recall@K of recommendation and text retrieval: the share of a query's right answers that are among the first K candidates. (R@K of the image-text
 * literature, HR@K of recommendation, asks only for one of them.) Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, §8.4.
 */
export const answersFound =
  (depth: number) =>
  (ranks: ArrayLike<number>): number => {
    let found = 0;
    while (found < ranks.length && ranks[found]! <= depth) found++;
    return found / ranks.length;
  };
