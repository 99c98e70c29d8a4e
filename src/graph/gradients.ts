import { batchMatmulGradients } from './batch-matmul-gradients.ts';
import * as g from './build.ts';
import type { GraphNode, Op, Shape } from './ops.ts';
import { inverseOrder } from './permutations.ts';
import { inOrder } from './rewrite.ts';

/** The gradients of the inputs of `node`, given that of its value; undefined where nothing flows back. */
type GradientRule<K extends Op> = (node: GraphNode<K>, dy: GraphNode) => readonly (GraphNode | undefined)[];
/** No gradient passes: a leaf, a choice of rows, or a function that is constant almost everywhere. */
const none = () => [];

/** Sums a gradient over the axes along which its value was broadcast. */
function reduceTo(dy: GraphNode, shape: Shape): GraphNode {
  const extra = dy.shape.length - shape.length;
  const lead = extra > 0 ? g.sum(dy, [...Array(extra).keys()]) : dy;
  const axes = shape.flatMap((dim, i) => (dim === 1 && lead.shape[i] !== 1 ? [i] : []));
  return axes.length > 0 ? g.sum(lead, axes, true) : lead;
}

const sides = (node: GraphNode, da: GraphNode, db: GraphNode) => [
  reduceTo(da, node.inputs[0]!.shape),
  reduceTo(db, node.inputs[1]!.shape),
];

/** A value `[…, I]` as a matrix `[rows, I]`. */
const flat = (a: GraphNode): GraphNode =>
  a.shape.length === 2
    ? a
    : g.reshape(a, [a.shape.slice(0, -1).reduce<number>((rows, dim) => rows * (dim as number), 1), a.shape.at(-1)!]);

/** Puts back the axes that a reduction of a value of `shape` dropped, with size 1. */
function restored(value: GraphNode, axes: readonly number[], keep: boolean, shape: Shape): GraphNode {
  if (keep) return value;
  const dropped = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  return g.reshape(
    value,
    shape.map((dim, i) => (dropped.has(i) ? 1 : dim)),
  );
}

const gradientRules: { readonly [K in Op]: GradientRule<K> } = {
  input: none,
  parameter: none,
  constant: none,
  add: (y, dy) => sides(y, dy, dy),
  sub: (y, dy) => sides(y, dy, g.neg(dy)),
  mul: (y, dy) => {
    const [a, b] = y.inputs as [GraphNode, GraphNode];
    return a === b ? [g.mul(g.mul(dy, g.scalar(2)), a)] : sides(y, g.mul(dy, b), g.mul(dy, a));
  },
  div: (y, dy) => {
    const [a, b] = y.inputs as [GraphNode, GraphNode];
    return [reduceTo(g.div(dy, b), a.shape), g.neg(g.div(reduceTo(g.mul(dy, y), b.shape), b))];
  },
  neg: (_, dy) => [g.neg(dy)],
  abs: (y, dy) => [g.mul(dy, g.sign(y.inputs[0]!))],
  sign: none,
  exp: (y, dy) => [g.mul(dy, y)],
  log: (y, dy) => [g.div(dy, y.inputs[0]!)],
  sqrt: (y, dy) => [g.div(g.mul(dy, g.scalar(0.5)), y)],
  relu: (y, dy) => [g.gate(dy, y)],
  gate: (y, dy) => [reduceTo(g.gate(dy, y.inputs[1]!), y.inputs[0]!.shape), undefined],
  atLeast: none,
  gelu: (y, dy) => {
    const x = y.inputs[0]!;
    const distribution = g.mul(g.add(g.erf(g.mul(x, g.scalar(Math.SQRT1_2))), g.scalar(1)), g.scalar(0.5));
    const density = g.mul(g.exp(g.mul(g.mul(x, x), g.scalar(-0.5))), g.scalar(1 / Math.sqrt(2 * Math.PI)));
    return [g.mul(dy, g.add(distribution, g.mul(x, density)))];
  },
  erf: (y, dy) => {
    const x = y.inputs[0]!;
    return [g.mul(dy, g.mul(g.exp(g.neg(g.mul(x, x))), g.scalar(2 / Math.sqrt(Math.PI))))];
  },
  tanh: (y, dy) => [g.mul(dy, g.sub(g.scalar(1), g.mul(y, y)))],
  sigmoid: (y, dy) => [g.mul(dy, g.mul(y, g.sub(g.scalar(1), y)))],
  dropout: () => {
    throw new Error('internal: a training step replaces dropout by its mask before it is differentiated');
  },
  matmul: (y, dy) => {
    const [a, b] = y.inputs as [GraphNode, GraphNode];
    const { transposeA, transposeB } = y.attributes;
    if (transposeA) {
      return [
        g.matmul(b, dy, { transposeA: transposeB, transposeB: true }),
        transposeB ? g.matmul(dy, a, { transposeA: true, transposeB: true }) : g.matmul(a, dy),
      ];
    }
    const [x, z] = [flat(a), flat(dy)];
    return [
      g.matmul(dy, b, { transposeB: !transposeB }),
      transposeB ? g.matmul(z, x, { transposeA: true }) : g.matmul(x, z, { transposeA: true }),
    ];
  },
  batchMatmul: batchMatmulGradients,
  outerDot: (y, dy) => {
    const [a, b] = y.inputs as [GraphNode, GraphNode];
    const [rows, others] = [flat(a), flat(b)];
    const each = g.reshape(dy, [rows.shape[0]!, others.shape[0]!]);
    return [g.reshape(g.matmul(each, others), a.shape), g.reshape(g.matmul(each, rows, { transposeA: true }), b.shape)];
  },
  dot: (y, dy) => {
    const each = g.unsqueeze(dy, -1);
    return sides(y, g.mul(each, y.inputs[1]!), g.mul(each, y.inputs[0]!));
  },
  sum: (y, dy) => {
    const { axes, keep } = y.attributes;
    const { shape } = y.inputs[0]!;
    return [g.expand(restored(dy, axes, keep, shape), shape)];
  },
  // Equal maxima share the gradient.
  max: (y, dy) => {
    const { axes, keep } = y.attributes;
    const x = y.inputs[0]!;
    const isMax = g.atLeast(x, restored(y, axes, keep, x.shape));
    return [g.mul(isMax, g.div(restored(dy, axes, keep, x.shape), g.sum(isMax, axes, true)))];
  },
  softmax: (y, dy) => [g.mul(y, g.sub(dy, g.sum(g.mul(dy, y), [y.attributes.axis], true)))],
  logSoftmax: (y, dy) => [g.sub(dy, g.mul(g.exp(y), g.sum(dy, [y.attributes.axis], true)))],
  normalise: (y, dy) => {
    const mean = (a: GraphNode): GraphNode => g.mul(g.sum(a, [-1], true), g.scalar(1 / (y.shape.at(-1) as number)));
    // What changes the mean or the deviation alone changes nothing.
    const left = g.sub(g.sub(dy, mean(dy)), g.mul(y, mean(g.mul(dy, y))));
    return [g.mul(left, g.inverseDeviation(y.inputs[0]!))];
  },
  inverseDeviation: (y, dy) => {
    const x = y.inputs[0]!;
    const slope = g.mul(g.mul(y, y), g.scalar(-1 / (x.shape.at(-1) as number)));
    return [g.mul(g.normalise(x), g.mul(dy, slope))];
  },
  concat: (y, dy) => {
    const { axis } = y.attributes;
    let start = 0;
    return y.inputs.map(({ shape }) => {
      const end = start + (shape.at(axis) as number);
      const part = g.slice(dy, axis, start, end);
      start = end;
      return part;
    });
  },
  slice: (y, dy) => {
    const { axis, start, end } = y.attributes;
    return [g.pad(dy, axis, start, (y.inputs[0]!.shape.at(axis) as number) - end)];
  },
  pad: (y, dy) => {
    const { axis, before } = y.attributes;
    return [g.slice(dy, axis, before, before + (y.inputs[0]!.shape.at(axis) as number))];
  },
  reshape: (y, dy) => [g.reshape(dy, y.inputs[0]!.shape)],
  transpose: (_, dy) => [g.transpose(dy)],
  squeeze: (y, dy) => [g.reshape(dy, y.inputs[0]!.shape)],
  unsqueeze: (y, dy) => [g.reshape(dy, y.inputs[0]!.shape)],
  expand: (y, dy) => [reduceTo(dy, y.inputs[0]!.shape)],
  splitLast: (_, dy) => [g.joinLast(dy)],
  joinLast: (y, dy) => [g.splitLast(dy, y.inputs[0]!.shape.at(-2) as number)],
  gather: none,
  oneHot: none,
  // Gradient reversal (Ganin & Lempitsky 2015): what lies below learns to make the loss above it worse.
  reverse: (y, dy) => [g.mul(dy, g.scalar(-y.attributes.factor))],
  permute: (y, dy) => [g.permute(dy, inverseOrder(y.attributes.order))],
  toFloat: none,
};

/**
 * The gradients of a scalar with respect to some of the nodes it is made of, as a graph (reverse accumulation). Every size must be known.
 * @param loss shape `[]`
 * @throws when the loss does not depend on one of them
 */
export function gradients(loss: GraphNode, wanted: readonly GraphNode[]): GraphNode[] {
  if (loss.shape.length > 0) throw new Error(`gradients: the loss must be a scalar, not [${loss.shape}]`);
  const order = inOrder([loss]);
  const leadsToWanted = new Set<GraphNode>(wanted);
  for (const node of order) if (node.inputs.some((source) => leadsToWanted.has(source))) leadsToWanted.add(node);
  const gradient = new Map<GraphNode, GraphNode>([[loss, g.scalar(1)]]);
  for (const node of order.toReversed()) {
    const dy = gradient.get(node);
    if (dy === undefined || !leadsToWanted.has(node) || node.inputs.length === 0) continue;
    // The table pairs each op with its own attributes; the index type cannot say so.
    const rule = gradientRules[node.op] as GradientRule<Op>;
    rule(node, dy).forEach((part, i) => {
      const source = node.inputs[i]!;
      if (part === undefined || !leadsToWanted.has(source)) return;
      const before = gradient.get(source);
      gradient.set(source, before === undefined ? part : g.add(before, part));
    });
  }
  return wanted.map((node) => {
    const found = gradient.get(node);
    if (found === undefined) throw new Error(`gradients: the loss does not depend on ${JSON.stringify(node.attributes)}`);
    return found;
  });
}
