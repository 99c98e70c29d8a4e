import type { Side } from '../types.ts';
import * as g from './build.ts';
import type { GraphNode } from './ops.ts';
import type { Initialiser, ParameterScope } from './parameters.ts';

export type Activation = (x: GraphNode) => GraphNode;

const width = (x: GraphNode): number => x.shape.at(-1) as number;

/** First values of a layer that begins by adding nothing. */
export const startsAtZero: Initialiser = { kind: 'constant', value: 0 };

/** `x W + b`, `[…, I] → […, O]`. */
export function linear(
  x: GraphNode,
  outputs: number,
  scope: ParameterScope,
  initialiser: Initialiser = { kind: 'uniform', inputs: width(x) },
): GraphNode {
  const inputs = width(x);
  const weight = scope.parameter('weight', [inputs, outputs], initialiser);
  return g.add(g.matmul(x, weight), scope.parameter('bias', [outputs], initialiser));
}

/** Linear layers with an activation, then dropout, after each but the last, whose first values may differ. `widths` are those of the layers' outputs. */
export function mlp(
  x: GraphNode,
  widths: readonly number[],
  activation: Activation,
  dropoutRate: number,
  scope: ParameterScope,
  lastLayer?: Initialiser,
): GraphNode {
  return widths.reduce((value, outputs, layer) => {
    const isLast = layer === widths.length - 1;
    const result = linear(value, outputs, scope.within(String(layer)), isLast ? lastLayer : undefined);
    return isLast ? result : g.dropout(scope.name(`${layer}.dropout`), dropoutRate, activation(result));
  }, x);
}

/** `(x − mean) / deviation` with both taken over the training items of the side, or over their tokens. */
export function standardise(x: GraphNode, side: Side, of: 'global' | 'tokens', scope: ParameterScope): GraphNode {
  const fitted = (name: string, statistic: 'mean' | 'inverseDeviation') =>
    scope.parameter(name, [width(x)], { kind: 'fitted', side, of, statistic });
  return g.mul(g.sub(x, fitted('mean', 'mean')), fitted('inverse_deviation', 'inverseDeviation'));
}

/** `log(1 + eˣ)` without overflow, and with slope ½ at zero. */
export const softplus: Activation = (x) =>
  g.add(g.mul(g.add(x, g.abs(x)), g.scalar(0.5)), g.log(g.add(g.exp(g.neg(g.abs(x))), g.scalar(1))));

/** `x / ‖x‖₂` over the last axis; the small constant keeps a zero vector at zero. */
export function unitVector(x: GraphNode): GraphNode {
  const squaredNorm = g.sum(g.mul(x, x), [-1], true);
  return g.div(x, g.sqrt(g.add(squaredNorm, g.scalar(1e-12))));
}

/** Layer normalisation (Ba et al. 2016): mean 0 and deviation 1 over the last axis, then a learned gain and bias. */
export function layerNorm(x: GraphNode, scope: ParameterScope): GraphNode {
  const size = width(x);
  const gain = scope.parameter('gain', [size], { kind: 'constant', value: 1 });
  return g.add(g.mul(g.normalise(x), gain), scope.parameter('bias', [size], { kind: 'constant', value: 0 }));
}
