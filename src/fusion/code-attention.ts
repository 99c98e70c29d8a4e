import { batchMatmul, dot, softmax, squeeze, unsqueeze } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/**
 * `u · Σᵢ wᵢ cᵢ` with `w = softmax(u · cᵢ)`, a poly-encoder (Humeau et al. 2020): the vector of the left item `[P, E]` attends over the codes of the right one `[P, C, E]`. Both are cached;
 * a pair costs C inner products and a softmax.
 */
export const codeAttention: Fusion = {
  build(left, right) {
    const logits = squeeze(batchMatmul(unsqueeze(left, -2), right, { transposeB: true }), -2);
    return dot(softmax(logits), logits);
  },
  comparesValues: true,
  initialScale: 1,
};
