import { concat as join } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';
import { scoreNetwork } from './score-network.ts';

/**
 * `MLP([u; v])`, matching function learning as the papers draw it (Deng et al. 2019, DeepCF; He et al. 2017, NCF's MLP). The first layer over a
 * concatenation is a sum, `W[u; v] = Wu·u + Wv·v`, so both of its halves are cached and a pair costs an addition and the layers above:
 * with H₁, H₂, … for `fusionHidden`, 2 H₁ + 2 H₁H₂ + … operations.
 */
export const concat: Fusion = {
  build: (left, right, settings, scope) => scoreNetwork(join([left, right]), settings, scope),
  initialScale: 1,
};
