import { mlp } from '../graph/blocks.ts';
import { abs, concat, mul, relu, squeeze, sub } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/**
 * `MLP([u, v, u·v, |u − v|])`, all element by element (Conneau et al. 2017, InferSent). `u` and `v` and their part of the first layer are cached;
 * the product, the difference and their part of the first layer are not.
 *
 * No dropout between the layers that see a pair: a mask for all B × B pairs would cost more than the layer.
 */
export const productDifference: Fusion = {
  build: (left, right, { fusionHidden }, scope) => {
    const joined = concat([left, right, mul(left, right), abs(sub(left, right))]);
    return squeeze(mlp(joined, [...fusionHidden, 1], relu, 0, scope), -1);
  },
  initialScale: 1,
};
