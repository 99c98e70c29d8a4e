import { mul, tanh } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';
import { scoreNetwork } from './score-network.ts';

/**
 * `MLP(tanh(u) · tanh(v))`, low-rank bilinear pooling, MLB (Kim et al. 2017): `Pᵀ(σ(Uᵀx) · σ(Vᵀy))`, where U and V are the last layers of the encoders, E is
 * the rank and P the first layer of the MLP. Both factors are cached; the product and the MLP, 2 E H₁ operations a pair and more, are not.
 * With P alone it would be an inner product: what makes it more than a tower is the ReLU behind P.
 */
export const lowRankBilinear: Fusion = {
  build: (left, right, settings, scope) => scoreNetwork(mul(tanh(left), tanh(right)), settings, scope),
  comparesValues: true,
  initialScale: 1,
};
