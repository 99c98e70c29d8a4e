import { node as build, constant } from './build.ts';
import { evaluate } from './evaluate.ts';
import { flatLayers } from './flat-layers.ts';
import { createOnnxWriter, type OnnxWriter } from './onnx.ts';
import { type OnnxRule, onnxRules } from './onnx-rules.ts';
import { type GraphNode, isOp, type Op } from './ops.ts';
import { inOrder, rewrite } from './rewrite.ts';
import { dependence } from './sides.ts';

export interface OnnxOutput {
  readonly name: string;
  readonly node: GraphNode;
}

/**
 * Writes a graph as an ONNX model. Its inputs come in the order of `inputs`, then as the graph meets them.
 * @param weights values of every parameter: they and whatever follows from them alone become constants of the model. Without them, parameters
 *   are inputs of the model.
 */
export function toOnnx(
  graphName: string,
  outputs: readonly OnnxOutput[],
  weights?: ReadonlyMap<string, Float32Array>,
  inputs: readonly GraphNode<'input'>[] = [],
): Uint8Array<ArrayBuffer> {
  const writer = createOnnxWriter(graphName);
  const nodes = outputs.map(({ node }) => node);
  const final = weights === undefined ? nodes : fold(nodes, weights);
  writeGraph(
    outputs.map(({ name }, i) => ({ name, node: final[i]! })),
    writer,
    inputs,
  );
  return writer.bytes();
}

/** Writes the nodes of a graph, and its outputs in their order. Where the values of its inputs and parameters come from, `writer.input` says. */
export function writeGraph(outputs: readonly OnnxOutput[], writer: OnnxWriter, inputs: readonly GraphNode<'input'>[] = []): void {
  const names = new Map<GraphNode, string>();
  const order = inOrder([...inputs, ...outputs.map(({ node }) => node)]);
  const layers = flatLayers(order, names, writer);
  for (const node of order) {
    if (layers.emit(node)) continue;
    const rule = onnxRules[node.op] as OnnxRule<Op>;
    names.set(node, rule(node, node.inputs.map(layers.named), writer));
  }
  for (const { name, node } of outputs) writer.output(name, layers.named(node), node.shape);
}

/** Replaces whatever depends on parameters and constants alone by its value. */
function fold(outputs: readonly GraphNode[], weights: ReadonlyMap<string, Float32Array>): GraphNode[] {
  return rewrite(outputs, (original, inputs) => {
    if (dependence(original) !== 'none' || isOp(original, 'constant')) return undefined;
    const shape = original.shape as readonly number[];
    if (isOp(original, 'parameter')) {
      const values = weights.get(original.attributes.name);
      if (values === undefined) throw new Error(`internal: no weights for the parameter ${original.attributes.name}`);
      return constant(shape, values);
    }
    // What a run gives (a learning rate, rows to gather) is not known here.
    if (isOp(original, 'input') || !inputs.every((source) => isOp(source, 'constant'))) return undefined;
    return constant(shape, Float32Array.from(evaluate([build(original.op, original.attributes, ...inputs)], {})[0]!.data));
  });
}
