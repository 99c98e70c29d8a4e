import { linear } from '../graph/blocks.ts';
import { batchMatmul, dot, softmax, splitLast, squeeze, unsqueeze } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/** Codes of a left item. */
const codes = 8;

/**
 * `v · Σᵢ wᵢ cᵢ(u)` with `w = softmax(v · cᵢ(u))`, a poly-encoder (Humeau et al. 2020): the right item attends over a few codes of the left one, here linear layers over
 * its vector instead of attention over its tokens. Codes and `v` are cached; a pair costs 2 C E operations for C codes, and the softmax.
 */
export const polyCodes: Fusion = {
  build: (left, right, { embedding }, scope) => {
    const code = splitLast(linear(left, codes * embedding, scope.within('codes')), codes);
    const vector = unsqueeze(linear(right, embedding, scope.within('vector')), -2);
    const logits = squeeze(batchMatmul(vector, code, { transposeB: true }), -2);
    return dot(softmax(logits), logits);
  },
  initialScale: 1,
};
