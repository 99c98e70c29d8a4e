import { linear } from '../graph/blocks.ts';
import { add, concat, exp, log, mul, neg, scalar, squeeze, sub, sum, unsqueeze } from '../graph/build.ts';
import { maskedCosines, meanOverTokens, type Tokens } from '../graph/tokens.ts';
import type { Fusion } from './fusion.ts';

/** Middles of the kernels: the paper's without the one for equal tokens, since two learned projections make no two tokens equal. */
const middles = [0.9, 0.7, 0.5, 0.3, 0.1, -0.1, -0.3, -0.5, -0.7, -0.9];
const deviation = 0.1;

/**
 * `wᵀφ + b`, `φ_k = mean_t log Σ_s exp(−(cos(u_t, v_s) − μ_k)² / 2σ²)`, K-NRM (Xiong et al. 2017): soft counts of how many right tokens are how near to a left one. No tanh and no factor .01 at
 * the end, which suit the paper's hinge loss: a score is a logit here. Token vectors are cached; a pair costs T · T' inner products and five operations of T · T' values a kernel.
 */
export const kernelPooling: Fusion<Tokens, Tokens> = {
  build(left, right, { lastLayer }, scope) {
    const scaled = mul(maskedCosines(left, right), scalar(Math.SQRT1_2 / deviation));
    const pooled = middles.map((middle) => {
      const distance = sub(scaled, scalar((middle * Math.SQRT1_2) / deviation));
      const count = sum(exp(neg(mul(distance, distance))), [-1]);
      // The paper's floor: nothing near counts 1e-10, and its logarithm stays finite.
      return unsqueeze(meanOverTokens(log(add(count, scalar(1e-10))), left.mask), -1);
    });
    return squeeze(linear(concat(pooled), 1, scope, lastLayer), -1);
  },
  comparesValues: true,
  initialScale: 1,
};
