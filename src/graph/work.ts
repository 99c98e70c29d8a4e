import type { Work } from '../types.ts';
import type { GraphNode, Op, Shape } from './ops.ts';
import { isOp } from './ops.ts';
import { inOrder } from './rewrite.ts';
import { dependence } from './sides.ts';

type WorkRule<K extends Op> = (node: GraphNode<K>) => number;

/** Values of one item, or of one pair: named sizes count once. */
const elements = (shape: Shape): number =>
  shape.reduce<number>((product, dim) => (typeof dim === 'number' ? product * dim : product), 1);
const each: WorkRule<Op> = (node) => elements(node.shape);
const eachInput: WorkRule<Op> = (node) => elements(node.inputs[0]!.shape);
const moved: WorkRule<Op> = () => 0;

/** Operations of each op for one item or pair: a multiply-add is two, any other function of one value is one, moving values is none. */
const workRules: { readonly [K in Op]: WorkRule<K> } = {
  input: moved,
  parameter: moved,
  constant: moved,
  add: each,
  sub: each,
  mul: each,
  div: each,
  neg: each,
  abs: each,
  sign: each,
  exp: each,
  log: each,
  sqrt: each,
  relu: each,
  gate: each,
  atLeast: each,
  gelu: each,
  erf: each,
  tanh: each,
  sigmoid: each,
  dropout: moved,
  matmul: (node) => 2 * elements(node.shape) * elements([node.inputs[1]!.shape[node.attributes.transposeB ? 1 : 0]!]),
  batchMatmul: (node) => 2 * elements(node.shape) * elements([node.inputs[0]!.shape.at(-1)!]),
  outerDot: (node) => 2 * elements(node.shape) * elements([node.inputs[0]!.shape.at(-1)!]),
  dot: (node) => 2 * Math.max(...node.inputs.map(({ shape }) => elements(shape))),
  sum: eachInput,
  max: eachInput,
  // exp, sum and division, for every value
  softmax: (node) => 3 * elements(node.shape),
  logSoftmax: (node) => 3 * elements(node.shape),
  // mean, variance, and the value they give; without that value
  normalise: (node) => 5 * elements(node.shape),
  inverseDeviation: (node) => 4 * elements(node.inputs[0]!.shape),
  concat: moved,
  slice: moved,
  pad: moved,
  reshape: moved,
  transpose: moved,
  permute: moved,
  squeeze: moved,
  unsqueeze: moved,
  expand: moved,
  splitLast: moved,
  joinLast: moved,
  gather: moved,
  oneHot: moved,
  reverse: moved,
  toFloat: moved,
};

/**
 * Counted work of a graph for one item of a side, or one pair. What depends on parameters alone is done once and not counted; nor are the bytes of
 * the parameters, which a batch shares. Bytes are the graph's inputs and outputs, four each.
 */
export function work(outputs: readonly GraphNode[]): Work {
  let operations = 0;
  let values = outputs.reduce((total, output) => total + elements(output.shape), 0);
  for (const node of inOrder(outputs)) {
    if (dependence(node) === 'none') continue;
    operations += (workRules[node.op] as WorkRule<Op>)(node);
    if (isOp(node, 'input')) values += elements(node.shape);
  }
  return { operations, bytes: 4 * values };
}
