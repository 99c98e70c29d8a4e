import { mlp } from '../graph/blocks.ts';
import { concat as join, relu, squeeze } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/**
 * `MLP([u; v])`, matching function learning as the papers draw it (Deng et al. 2019, DeepCF; He et al. 2017, NCF's MLP). The first layer over a
 * concatenation is a sum, `W[u; v] = Wu·u + Wv·v`, so both of its halves are cached and a pair costs an addition and the layers above.
 *
 * No dropout between the layers that see a pair: a mask for all B × B pairs would cost more than the layer.
 */
export const concat: Fusion = {
  build: (left, right, { fusionHidden }, scope) => squeeze(mlp(join([left, right]), [...fusionHidden, 1], relu, 0, scope), -1),
  initialScale: 1,
};
