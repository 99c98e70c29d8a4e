import { linear, mlp, unitVector } from '../graph/blocks.ts';
import { add, batchMatmul, dot, joinLast, mul, relu, softmax, splitLast } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { Fusion } from './fusion.ts';

/** Vectors a side. */
const components = 4;
const logits = components ** 2;

/**
 * `Σᵢⱼ πᵢⱼ(u, v) cos(fᵢ(u), gⱼ(v))`, mixture of logits, MoL (Zhai et al. 2023; Ding & Zhai 2024): every one of K vectors of the left side against every one of the right,
 * weighed by `π = softmax(a(u)·b(v) + MLP(cosines))`. The vectors, E values a side in all, and both factors of the gate are cached; a pair costs 2 K E
 * operations for the cosines and 4 K² H for the gate's network, whose hidden layer has the last width of `fusionHidden`.
 */
export const logitMixture: Fusion = {
  build: (left, right, { embedding, fusionHidden }, scope) => {
    const width = Math.ceil(embedding / components);
    const vectors = (side: GraphNode, within: ParameterScope) =>
      unitVector(splitLast(linear(side, components * width, within.within('vectors')), components));
    const gate = (side: GraphNode, within: ParameterScope) => linear(side, logits, within.within('gate'));
    const [ofLeft, ofRight] = [scope.within('left'), scope.within('right')];
    const cosines = joinLast(batchMatmul(vectors(left, ofLeft), vectors(right, ofRight), { transposeB: true }));
    const crossed = mlp(cosines, [fusionHidden.at(-1)!, logits], relu, 0, scope.within('cross'));
    return dot(softmax(add(mul(gate(left, ofLeft), gate(right, ofRight)), crossed)), cosines);
  },
  initialScale: 1 / 0.07,
};
