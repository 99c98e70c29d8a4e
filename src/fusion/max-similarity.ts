import { add, max, mul, scalar } from '../graph/build.ts';
import { maskedCosines, meanOverTokens, type Tokens } from '../graph/tokens.ts';
import type { Fusion } from './fusion.ts';

/**
 * Late interaction, ColBERT's MaxSim (Khattab & Zaharia 2020): the mean over left tokens t of `max_s cos(u_t, v_s)` over right tokens s. A mean instead of the paper's sum
 * ranks the right items for a left one alike, and keeps long left items from scoring high with everything in the other direction. Token vectors are
 * cached; a pair costs T · T' inner products.
 */
export const maxSimilarityOfLeft: Fusion<Tokens, Tokens> = {
  build: (left, right) => meanOverTokens(max(maskedCosines(left, right), [-1]), left.mask),
  comparesValues: true,
  initialScale: 1 / 0.07,
};

/** The same for both sides, so that no direction is preferred: the mean of what left tokens find on the right and right tokens on the left. */
export const maxSimilarity: Fusion<Tokens, Tokens> = {
  build(left, right) {
    const cosines = maskedCosines(left, right);
    const found = add(meanOverTokens(max(cosines, [-1]), left.mask), meanOverTokens(max(cosines, [-2]), right.mask));
    return mul(found, scalar(0.5));
  },
  comparesValues: true,
  initialScale: 1 / 0.07,
};
