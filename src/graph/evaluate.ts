import { type EvaluateRule, evaluateRules, type Value } from './evaluate-rules.ts';
import type { GraphNode, Op, Shape } from './ops.ts';
import { inOrder } from './rewrite.ts';
import { shapeRules, sizeOf } from './shapes.ts';

/** Named sizes (N, M, P) take the sizes of the values that were given. */
function concrete(shape: Shape, inputs: readonly Value[]): Shape {
  return shape.map((dim) =>
    typeof dim === 'string' && inputs.length > 0
      ? sizeOf(inputs[0]!.shape) / sizeOf(shape.filter((d) => typeof d === 'number') as number[])
      : dim,
  );
}

/**
 * Evaluates a graph in double precision.
 * @param given values of the inputs and parameters it needs, by name
 */
export function evaluate(outputs: readonly GraphNode[], given: Readonly<Record<string, Value>>): Value[] {
  const values = new Map<GraphNode, Value>();
  for (const node of inOrder(outputs)) {
    const name = node.op === 'input' || node.op === 'parameter' ? (node.attributes as { name: string }).name : undefined;
    const provided = name === undefined ? undefined : given[name];
    if (provided !== undefined) {
      values.set(node, provided);
      continue;
    }
    const inputs = node.inputs.map((source) => values.get(source)!);
    const attributes =
      node.op === 'reshape' || node.op === 'expand'
        ? { shape: concrete((node.attributes as { shape: Shape }).shape, inputs) }
        : node.attributes;
    // The tables pair each op with its own attributes; the index type cannot say so.
    const shapes = shapeRules[node.op] as (attributes: unknown, ...inputs: Shape[]) => readonly number[];
    const rule = evaluateRules[node.op] as EvaluateRule<Op>;
    const shape = shapes(attributes, ...inputs.map((value) => value.shape));
    values.set(node, { shape, data: rule(attributes as never, inputs, shape) });
  }
  return outputs.map((output) => values.get(output)!);
}
