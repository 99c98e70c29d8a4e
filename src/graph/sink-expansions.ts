import { expand, node } from './build.ts';
import { binary, unary } from './elementwise.ts';
import { type GraphNode, isOp } from './ops.ts';
import { rewrite } from './rewrite.ts';

/** Moves expansions behind functions of single values, where most of them end: such a function broadcasts by itself. */
export const sinkExpansions = (outputs: readonly GraphNode[]): GraphNode[] =>
  rewrite(outputs, ({ op, attributes, shape }, inputs) => {
    if (!(unary.has(op) || binary.has(op)) || !inputs.some((input) => isOp(input, 'expand'))) return undefined;
    const small = node(op, attributes, ...inputs.map((input) => (isOp(input, 'expand') ? input.inputs[0]! : input)));
    return small.shape.join() === shape.join() ? small : expand(small, shape);
  });
