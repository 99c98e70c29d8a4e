import { linear } from '../graph/blocks.ts';
import { add, concat, mul, sigmoid, sub, tanh } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';
import { scoreNetwork } from './score-network.ts';

/**
 * `MLP(z·tanh(Wu u) + (1 − z)·tanh(Wv v))` with the gate `z = σ(Wz [u; v])`: the gated multimodal unit (Arevalo et al. 2017), which learns how much each side
 * says in every coordinate. Both candidates and both halves of the gate's layer are cached; a pair costs 5 E operations, then the MLP, 2 E H₁ and more.
 */
export const gatedUnit: Fusion = {
  build: (left, right, settings, scope) => {
    const { embedding } = settings;
    const fromLeft = tanh(linear(left, embedding, scope.within('left')));
    const fromRight = tanh(linear(right, embedding, scope.within('right')));
    const gate = sigmoid(linear(concat([left, right]), embedding, scope.within('gate')));
    return scoreNetwork(add(fromRight, mul(gate, sub(fromLeft, fromRight))), settings, scope);
  },
  initialScale: 1,
};
