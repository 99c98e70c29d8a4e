import { node } from './build.ts';
import type { GraphNode } from './ops.ts';
import { inferShape } from './shapes.ts';

/** Every node that the outputs need, inputs before users, each once. */
export function inOrder(outputs: readonly GraphNode[]): GraphNode[] {
  const seen = new Set<GraphNode>();
  const order: GraphNode[] = [];
  // An explicit stack: training graphs are deeper than the call stack allows.
  const stack = outputs.toReversed().map((output) => ({ node: output, next: 0 }));
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (seen.has(top.node)) {
      stack.pop();
    } else if (top.next < top.node.inputs.length) {
      stack.push({ node: top.node.inputs[top.next++]!, next: 0 });
    } else {
      seen.add(top.node);
      order.push(top.node);
      stack.pop();
    }
  }
  return order;
}

/**
 * Rebuilds a graph bottom-up. `replace` sees each node with its rebuilt inputs and may return what stands in its place; otherwise the node is
 * made anew from those inputs, so its shape is inferred again. Unchanged parts keep their identity.
 */
export function rewrite(
  outputs: readonly GraphNode[],
  replace: (original: GraphNode, inputs: readonly GraphNode[]) => GraphNode | undefined,
): GraphNode[] {
  const rebuilt = new Map<GraphNode, GraphNode>();
  for (const original of inOrder(outputs)) {
    const inputs = original.inputs.map((input) => rebuilt.get(input)!);
    const unchanged = inputs.every((input, i) => input === original.inputs[i]);
    const result = replace(original, inputs) ?? (unchanged ? original : node(original.op, original.attributes, ...inputs));
    rebuilt.set(original, result);
  }
  const result = outputs.map((output) => rebuilt.get(output)!);
  check(result);
  return result;
}

/** Replaces whole nodes by others, everywhere. */
export const substitute = (outputs: readonly GraphNode[], replacements: ReadonlyMap<GraphNode, GraphNode>): GraphNode[] =>
  rewrite(outputs, (original) => replacements.get(original));

/** Infers every shape again. A difference is a broken rewrite. */
export function check(outputs: readonly GraphNode[]): void {
  for (const { op, attributes, inputs, shape } of inOrder(outputs)) {
    const inferred = inferShape(op, attributes, inputs);
    if (inferred.join() !== shape.join()) throw new Error(`internal: ${op} says [${shape}] where its rule gives [${inferred}]`);
  }
}
