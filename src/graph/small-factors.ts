import { div, mul, neg } from './build.ts';
import { type GraphNode, isOp, type Shape } from './ops.ts';
import { inOrder, rewrite } from './rewrite.ts';

const sizeOf = (shape: Shape): number => shape.reduce<number>((size, dim) => size * (typeof dim === 'number' ? dim : 1), 1);

/**
 * Scales the smaller factor of a product in place of the product, where that is repeated along an axis: `−(s·x)` is `(−s)·x`, a pass over `s` and not over `x`. Products
 * that are used elsewhere too stay as they are. The order of factors changes: two scales whose product leaves float32 (1e20 · 1e20) would leave it here where
 * one of them met a small value first; of a training step none is above 1e9.
 */
export function smallFactors(outputs: readonly GraphNode[]): GraphNode[] {
  const uses = new Map<GraphNode, number>();
  for (const node of [...inOrder(outputs).flatMap(({ inputs }) => inputs), ...outputs]) uses.set(node, (uses.get(node) ?? 0) + 1);
  return rewrite(outputs, (original, inputs) => {
    for (const [i, product] of inputs.entries()) {
      const scale = scaling(original, inputs, i);
      if (scale === undefined || !isOp(product, 'mul') || uses.get(original.inputs[i]!) !== 1) continue;
      for (const [factor, other] of [product.inputs, product.inputs.toReversed()] as [GraphNode, GraphNode][]) {
        if (sizeOf(factor.shape) >= sizeOf(original.shape)) continue;
        const scaled = scale(factor);
        if (sizeOf(scaled.shape) < sizeOf(original.shape)) return mul(scaled, other);
      }
    }
    return undefined;
  });
}

/** What the operation does to the value at one of its inputs, where that is to scale it. */
function scaling(original: GraphNode, inputs: readonly GraphNode[], at: number): ((value: GraphNode) => GraphNode) | undefined {
  if (isOp(original, 'neg')) return neg;
  if (isOp(original, 'mul')) return (value) => mul(value, inputs[1 - at]!);
  return isOp(original, 'div') && at === 0 ? (value) => div(value, inputs[1]!) : undefined;
}
