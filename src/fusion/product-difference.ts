import { abs, concat, mul, sub } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';
import { scoreNetwork } from './score-network.ts';

/**
 * `MLP([u, v, u·v, |u − v|])`, all element by element (Conneau et al. 2017, InferSent). `u` and `v` and their part of the first layer are cached;
 * the product, the difference and their part of the first layer, 4 E H₁ operations a pair, are not.
 */
export const productDifference: Fusion = {
  build: (left, right, settings, scope) =>
    scoreNetwork(concat([left, right, mul(left, right), abs(sub(left, right))]), settings, scope),
  comparesValues: true,
  initialScale: 1,
};
