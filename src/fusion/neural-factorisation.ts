import { linear, mlp } from '../graph/blocks.ts';
import { concat, mul, relu, squeeze } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/**
 * `hᵀ [p·q ; MLP([p'; q'])]`, NeuMF (He et al. 2017): generalised matrix factorisation and an MLP, each with embeddings of its own, joined by the layer that
 * gives the score. That layer over `p·q` alone is an inner product, `Σ hᵢ pᵢ qᵢ`, and the first layer of the MLP is a sum by side: a pair costs 2 E operations
 * and the MLP's layers above its first.
 */
export const neuralFactorisation: Fusion = {
  build: (left, right, { embedding, fusionHidden, lastLayer }, scope) => {
    const embed = (what: string) =>
      [linear(left, embedding, scope.within(`left.${what}`)), linear(right, embedding, scope.within(`right.${what}`))] as const;
    const [p, q] = embed('product');
    const deep = relu(mlp(concat(embed('deep')), fusionHidden, relu, 0, scope.within('deep')));
    return squeeze(linear(concat([mul(p, q), deep]), 1, scope.within('score'), lastLayer), -1);
  },
  initialScale: 1,
};
