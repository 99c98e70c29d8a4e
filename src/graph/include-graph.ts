import type { NodeProto, TensorProto } from 'onnx-buf';
import type { ReadGraph } from './read-onnx.ts';
import { type StoredProduct, storedProduct } from './stored-product.ts';

/** What a graph is included into. */
export interface Including {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  /** A name that nothing has yet. */
  fresh(prefix: string): string;
}

/**
 * Adds the nodes and constants of a read graph to others, its inputs bound to values that are there, and returns the values of its outputs. `product` writes what takes
 * the place of a product with stored weights, and returns its value; constants that nothing uses then are left out.
 */
export function includeGraph(
  { nodes, initializers, fresh }: Including,
  { proto, outputs: given }: ReadGraph,
  bound: Readonly<Record<string, string>>,
  product?: (stored: StoredProduct) => string,
): string[] {
  const prefix = fresh('part');
  const named = new Map(Object.entries(bound));
  const renamed = (name: string): string => (name === '' ? '' : (named.get(name) ?? `${prefix}.${name}`));
  const stored = new Map(proto.initializer.map((tensor) => [tensor.name, tensor]));
  const used = new Set<string>();
  for (const node of proto.node) {
    const found = product === undefined ? undefined : storedProduct(node, stored);
    if (product !== undefined && found !== undefined) {
      const { input, bias } = found;
      if (bias !== undefined) used.add(bias);
      const value = product({ ...found, input: renamed(input), bias: bias === undefined ? undefined : renamed(bias) });
      named.set(node.output[0]!, value);
      continue;
    }
    for (const name of node.input) used.add(name);
    const [input, output] = [node.input.map(renamed), node.output.map(renamed)];
    nodes.push({ ...node, name: fresh(node.opType), input, output });
  }
  // A constant may be an output itself.
  const wanted = (name: string): boolean => used.has(name) || product === undefined || given.some((one) => one.name === name);
  for (const tensor of proto.initializer) if (wanted(tensor.name)) initializers.push({ ...tensor, name: renamed(tensor.name) });
  return given.map(({ name }) => renamed(name));
}
