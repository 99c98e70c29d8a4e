import { node, permute, unsqueeze } from './build.ts';
import { binary, unary } from './elementwise.ts';
import { type GraphNode, isOp } from './ops.ts';
import { inverseOrder } from './permutations.ts';
import { rewrite } from './rewrite.ts';

/**
 * Moves permutations of axes behind what follows them, where that gives the same values: a reduction first makes the array small, and only what is left of it is
 * moved in memory. A value that is needed in both orders keeps both.
 */
export const sinkPermutations = (outputs: readonly GraphNode[]): GraphNode[] => rewrite(outputs, sunk);

export function sunk(original: GraphNode, inputs: readonly GraphNode[]): GraphNode | undefined {
  const [moved] = inputs.filter((input) => isOp(input, 'permute'));
  if (moved === undefined || !isOp(moved, 'permute')) return undefined;
  const [source] = moved.inputs as [GraphNode];
  const { order } = moved.attributes;
  if (isOp(original, 'permute'))
    return permuted(
      source,
      original.attributes.order.map((axis) => order[axis]!),
    );
  if (unary.has(original.op)) return permuted(node(original.op, original.attributes, source), order);
  if (binary.has(original.op)) return sunkBinary(original, inputs, moved);
  if (isOp(original, 'sum') || isOp(original, 'max')) return sunkReduction(original, source, order);
  if (isOp(original, 'softmax') || isOp(original, 'logSoftmax')) {
    const axis = order.at(original.attributes.axis)!;
    // Along another axis than the last the runtime would permute as well.
    return axis === order.length - 1 ? permuted(node(original.op, { axis }, source), order) : undefined;
  }
  return undefined;
}

function permuted(a: GraphNode, order: readonly number[]): GraphNode {
  return order.every((axis, i) => axis === i) ? a : permute(a, order);
}

function sunkReduction(
  { op, attributes: { axes, keep } }: GraphNode<'sum'> | GraphNode<'max'>,
  source: GraphNode,
  order: readonly number[],
): GraphNode {
  const reduced = axes.map((axis) => order.at(axis)!);
  const result = node(op, { axes: reduced, keep }, source);
  if (keep) return permuted(result, order);
  // What is left of the order, counted without the axes that are gone.
  const left = order.filter((axis) => !reduced.includes(axis));
  return permuted(
    result,
    left.map((axis) => axis - reduced.filter((gone) => gone < axis).length),
  );
}

/** The other operand goes back into the order of the source: it must be permuted alike already, or be small beside it. */
function sunkBinary(original: GraphNode, inputs: readonly GraphNode[], moved: GraphNode<'permute'>): GraphNode | undefined {
  const { order } = moved.attributes;
  if (original.shape.join() !== moved.shape.join()) return undefined;
  const operands = inputs.map((input) => {
    if (input === moved) return moved.inputs[0]!;
    if (isOp(input, 'permute') && input.attributes.order.join() === order.join()) return input.inputs[0]!;
    if (input.shape.length === 0) return input;
    if (input.shape.join() === moved.shape.join()) return undefined;
    let full = input;
    while (full.shape.length < order.length) full = unsqueeze(full, 0);
    return permuted(full, inverseOrder(order));
  });
  if (operands.includes(undefined)) return undefined;
  return permuted(node(original.op, original.attributes, ...(operands as GraphNode[])), order);
}
