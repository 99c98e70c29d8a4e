import type { Side } from '../types.ts';
import * as g from './build.ts';
import type { GraphNode } from './ops.ts';
import type { ParameterScope } from './parameters.ts';

export type Activation = (x: GraphNode) => GraphNode;

const width = (x: GraphNode): number => x.shape.at(-1) as number;

/** `x W + b`, `[…, I] → […, O]`. */
export function linear(x: GraphNode, outputs: number, scope: ParameterScope): GraphNode {
  const inputs = width(x);
  const initialiser = { kind: 'uniform', inputs } as const;
  const weight = scope.parameter('weight', [inputs, outputs], initialiser);
  return g.add(g.matmul(x, weight), scope.parameter('bias', [outputs], initialiser));
}

/** Linear layers with an activation, then dropout, after each but the last. `widths` are those of the layers' outputs. */
export function mlp(
  x: GraphNode,
  widths: readonly number[],
  activation: Activation,
  dropoutRate: number,
  scope: ParameterScope,
): GraphNode {
  return widths.reduce((value, outputs, layer) => {
    const result = linear(value, outputs, scope.within(String(layer)));
    return layer === widths.length - 1 ? result : g.dropout(scope.name(`${layer}.dropout`), dropoutRate, activation(result));
  }, x);
}

/** `(x − mean) / deviation` with both taken over the training items of the side. */
export function standardise(x: GraphNode, side: Side, scope: ParameterScope): GraphNode {
  const fitted = (name: string, statistic: 'mean' | 'inverseDeviation') =>
    scope.parameter(name, [width(x)], { kind: 'fitted', side, statistic });
  return g.mul(g.sub(x, fitted('mean', 'mean')), fitted('inverse_deviation', 'inverseDeviation'));
}

/** `x / ‖x‖₂` over the last axis; the small constant keeps a zero vector at zero. */
export function unitVector(x: GraphNode): GraphNode {
  const squaredNorm = g.sum(g.mul(x, x), [-1], true);
  return g.div(x, g.sqrt(g.add(squaredNorm, g.scalar(1e-12))));
}
