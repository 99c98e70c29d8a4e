import { linear, unitVector } from '../graph/blocks.ts';
import { batchMatmul, dot, exp, mul, softmax, splitLast, squeeze, unsqueeze } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/** Codes of a left item. */
const codes = 8;
/** Of attention and of logits at the start: that of the cosine tower. */
const inverseTemperature = 1 / 0.07;

/**
 * `Σᵢ wᵢ cos(v, cᵢ(u))` with `w = softmax(s cos(v, cᵢ(u)))`, a poly-encoder (Humeau et al. 2020): the right item attends over a few codes of the left one, here linear
 * layers over its vector instead of attention over its tokens, and unit vectors with a learned scale s, which train faster than the paper's inner products. Codes
 * and `v` are cached; a pair costs 2 C E operations for C codes, and the softmax.
 */
export const polyCodes: Fusion = {
  build: (left, right, { embedding }, scope) => {
    const code = unitVector(splitLast(linear(left, codes * embedding, scope.within('codes')), codes));
    const vector = unsqueeze(unitVector(linear(right, embedding, scope.within('vector'))), -2);
    const cosines = squeeze(batchMatmul(vector, code, { transposeB: true }), -2);
    const scale = exp(scope.parameter('log_scale', [], { kind: 'constant', value: Math.log(inverseTemperature) }));
    return dot(softmax(mul(cosines, scale)), cosines);
  },
  initialScale: inverseTemperature,
};
