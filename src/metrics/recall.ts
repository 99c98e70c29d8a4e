/**
 * R@K of the image-text literature (also hit rate or success@K): 1 when any right answer is among the first K candidates, else 0.
 * Faghri et al., VSE++, BMVC 2018, §4.1. It is not the share of right answers found, which text retrieval calls recall@K.
 */
export const recallAt =
  (depth: number) =>
  (ranks: ArrayLike<number>): number =>
    ranks[0]! <= depth ? 1 : 0;
