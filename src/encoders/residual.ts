import { linear, mlp, startsAtZero } from '../graph/blocks.ts';
import { add, gelu } from '../graph/build.ts';
import type { Encoder } from './encoder.ts';

/**
 * `x W + MLP(x)`, `[P, D] → [P, E]`: an adapter beside the frozen vector (Houlsby et al. 2019; Gao et al. 2021, CLIP-Adapter). The last layer of the MLP
 * starts at zero, so training begins at the projected vector, and at the vector itself where D = E: then there is no projection.
 */
export const residual: Encoder = (features, { hidden, embedding, hiddenDropout }, scope) => {
  const kept = features.shape.at(-1) === embedding ? features : linear(features, embedding, scope.within('projection'));
  return add(kept, mlp(features, [hidden, embedding], gelu, hiddenDropout, scope, startsAtZero));
};
