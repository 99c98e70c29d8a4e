import { add, batchMatmul, div, dot, exp, mul, scalar, softmax, sqrt } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import { maskedOperands, meanOverTokens, type Tokens } from '../graph/tokens.ts';
import type { Fusion } from './fusion.ts';

/** λ of the paper, where learning begins. */
const initialSharpness = 9;

/**
 * Stacked cross-attention (Lee et al. 2018, SCAN): every token attends over the other side's, `a_t = Σ_s α_ts v_s` with `α_t = softmax(λ cos(u_t, v_·))`, and is
 * compared with what it found; the score is the mean of `cos(u_t, a_t)` over the tokens of both sides, each side counting half.
 *
 * The attended vectors are never made: `u_t · a_t = Σ_s α_ts cos(u_t, v_s)` and `‖a_t‖² = α_t G α_tᵀ` with the Gram matrix `G = V Vᵀ` of the attended side's unit vectors, which is cached beside them.
 * A pair costs 2 T T' E + T T' (T + T') multiply-adds.
 */
export const tokenAttention: Fusion<Tokens, Tokens> = {
  build(left, right, _, scope) {
    const { u, v, leftUnits, rightUnits } = maskedOperands(left, right);
    const sharpness = exp(scope.parameter('log_sharpness', [], { kind: 'constant', value: Math.log(initialSharpness) }));
    const found = (cosines: GraphNode, units: GraphNode, mask: GraphNode): GraphNode => {
      const attention = softmax(mul(cosines, sharpness));
      const gram = batchMatmul(units, units, { transposeB: true });
      const squaredNorm = dot(batchMatmul(attention, gram), attention);
      return meanOverTokens(div(dot(attention, cosines), sqrt(add(squaredNorm, scalar(1e-12)))), mask);
    };
    const ofLeft = found(batchMatmul(u, v, { transposeB: true }), rightUnits, left.mask);
    const ofRight = found(batchMatmul(v, u, { transposeB: true }), leftUnits, right.mask);
    return mul(add(ofLeft, ofRight), scalar(0.5));
  },
  comparesValues: true,
  initialScale: 1 / 0.07,
};
