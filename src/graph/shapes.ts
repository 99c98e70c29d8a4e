import type { Dim, GraphNode, Op, OpAttributes, Shape } from './ops.ts';

type ShapeRule<K extends Op> = (attributes: OpAttributes[K], ...inputs: readonly Shape[]) => Shape;

const show = (shape: Shape): string => `[${shape.join(', ')}]`;
const refuse = (op: Op, why: string): never => {
  throw new Error(`${op}: ${why}`);
};
const position = (op: Op, axis: number, rank: number): number => {
  const index = axis < 0 ? axis + rank : axis;
  return index >= 0 && index < rank ? index : refuse(op, `axis ${axis} of a value of rank ${rank}`);
};

/** The shape that two shapes broadcast to (NumPy rules, aligned at the last axis). */
export function broadcast(op: Op, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) refuse(op, `shapes ${show(a)} and ${show(b)} do not broadcast`);
    result.push(x === 1 ? y : x);
  }
  return result;
}

const same = (_: unknown, a: Shape = []): Shape => a;
const elementwise =
  (op: Op) =>
  (_: unknown, a: Shape = [], b: Shape = []): Shape =>
    broadcast(op, a, b);
const without = (op: Op, shape: Shape, axes: readonly number[], keep: boolean): Shape => {
  // Of no axes ONNX would take all of them.
  if (axes.length === 0) refuse(op, `no axis of ${show(shape)}`);
  const dropped = new Set(axes.map((axis) => position(op, axis, shape.length)));
  return shape.flatMap((dim, i) => (dropped.has(i) ? (keep ? [1] : []) : [dim]));
};
const along =
  (op: Op) =>
  ({ axis }: { readonly axis: number }, a: Shape = []): Shape => {
    position(op, axis, a.length);
    return a;
  };
const resized = (op: Op, shape: Shape, axis: number, size: (dim: number) => number): Shape => {
  const at = position(op, axis, shape.length);
  const dim = shape[at]!;
  return typeof dim === 'number' ? shape.with(at, size(dim)) : refuse(op, `axis ${axis} of ${show(shape)} has no known size`);
};
const elements = (shape: Shape): string => {
  const known = shape.reduce<number>((product, dim) => (typeof dim === 'number' ? product * dim : product), 1);
  return `${known}·${shape.filter((dim) => typeof dim === 'string').toSorted()}`;
};

/** How many values a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** What shape each op gives, and which shapes it refuses. */
export const shapeRules: { readonly [K in Op]: ShapeRule<K> } = {
  input: ({ shape }) => shape,
  parameter: ({ shape }) => shape,
  constant: ({ shape, values }) =>
    sizeOf(shape) === values.length ? shape : refuse('constant', `${values.length} values do not fill ${show(shape)}`),
  add: elementwise('add'),
  sub: elementwise('sub'),
  mul: elementwise('mul'),
  div: elementwise('div'),
  neg: same,
  abs: same,
  sign: same,
  exp: same,
  log: same,
  sqrt: same,
  relu: same,
  gate: elementwise('gate'),
  atLeast: elementwise('atLeast'),
  gelu: same,
  erf: same,
  tanh: same,
  sigmoid: same,
  dropout: same,
  matmul: ({ transposeA, transposeB }, a = [], b = []) => {
    if (b.length !== 2 || a.length === 0 || (transposeA && a.length !== 2)) refuse('matmul', `${show(a)} × ${show(b)}`);
    const [inner, outer] = transposeB ? [b[1]!, b[0]!] : [b[0]!, b[1]!];
    const [lead, contracted] = transposeA ? [[a[1]!], a[0]!] : [a.slice(0, -1), a.at(-1)!];
    if (inner !== contracted) refuse('matmul', `inner sizes of ${show(a)} × ${show(b)} differ`);
    return [...lead, outer];
  },
  batchMatmul: ({ transposeB }, a = [], b = []) => {
    if (a.length < 3 || b.length < 3) refuse('batchMatmul', `${show(a)} × ${show(b)}`);
    const [inner, outer] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
    if (inner !== a.at(-1)) refuse('batchMatmul', `inner sizes of ${show(a)} × ${show(b)} differ`);
    return [...broadcast('batchMatmul', a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, outer];
  },
  outerDot: (_, a = [], b = []) =>
    a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1)
      ? [...a.slice(0, -1), ...b.slice(0, -1)]
      : refuse('outerDot', `${show(a)} · ${show(b)}`),
  dot: (_, a = [], b = []) =>
    a.at(-1) === b.at(-1) ? broadcast('dot', a, b).slice(0, -1) : refuse('dot', `${show(a)} · ${show(b)}`),
  sum: ({ axes, keep }, a = []) => without('sum', a, axes, keep),
  max: ({ axes, keep }, a = []) => without('max', a, axes, keep),
  softmax: along('softmax'),
  logSoftmax: along('logSoftmax'),
  normalise: same,
  inverseDeviation: (_, a = []) => without('inverseDeviation', a, [-1], true),
  concat: ({ axis }, ...inputs) => {
    const first = inputs[0]!;
    const at = position('concat', axis, first.length);
    const lead = inputs.map((shape) => show(shape.toSpliced(at, 1)));
    if (new Set(lead).size !== 1) refuse('concat', `${inputs.map(show).join(' with ')} along axis ${axis}`);
    const total = inputs.reduce((sum, shape) => {
      const dim = shape[at]!;
      return typeof dim === 'number' ? sum + dim : refuse('concat', `axis ${axis} of ${show(shape)} has no known size`);
    }, 0);
    return first.with(at, total);
  },
  slice: ({ axis, start, end }, a = []) =>
    resized('slice', a, axis, (dim) =>
      start >= 0 && end > start && end <= dim ? end - start : refuse('slice', `${start}..${end} of ${show(a)}`),
    ),
  pad: ({ axis, before, after }, a = []) => resized('pad', a, axis, (dim) => before + dim + after),
  reshape: ({ shape }, a = []) => (elements(shape) === elements(a) ? shape : refuse('reshape', `${show(a)} to ${show(shape)}`)),
  transpose: (_, a = []) => (a.length === 2 ? a.toReversed() : refuse('transpose', `${show(a)} is no matrix`)),
  permute: ({ order }, a = []) =>
    order.toSorted((x, y) => x - y).join() === [...a.keys()].join()
      ? order.map((axis) => a[axis]!)
      : refuse('permute', `order ${order} of ${show(a)}`),
  squeeze: ({ axis }, a = []) => {
    const at = position('squeeze', axis, a.length);
    return a[at] === 1 ? a.toSpliced(at, 1) : refuse('squeeze', `axis ${axis} of ${show(a)} is not 1`);
  },
  unsqueeze: ({ axis }, a = []) => a.toSpliced(position('unsqueeze', axis, a.length + 1), 0, 1),
  // To a named size ONNX's Expand cannot be told to go: an axis that has one keeps it.
  expand: ({ shape }, a = []) =>
    show(broadcast('expand', a, shape)) === show(shape) &&
    shape.every((dim, i) => typeof dim === 'number' || dim === a[i - shape.length + a.length])
      ? shape
      : refuse('expand', `${show(a)} to ${show(shape)}`),
  splitLast: ({ parts }, a = []) => {
    const last = a.at(-1);
    if (typeof last !== 'number' || last % parts !== 0) return refuse('splitLast', `${show(a)} into ${parts} parts`);
    return [...a.slice(0, -1), parts, last / parts];
  },
  joinLast: (_, a = []) => {
    const [parts, width] = a.slice(-2);
    if (typeof parts !== 'number' || typeof width !== 'number') return refuse('joinLast', `the last two axes of ${show(a)}`);
    return [...a.slice(0, -2), parts * width];
  },
  gather: (_, a = [], rows = []) =>
    rows.length === 1 && a.length > 0 ? [rows[0]!, ...a.slice(1)] : refuse('gather', `rows ${show(rows)} of ${show(a)}`),
  oneHot: ({ count }, rows = []) => (rows.length === 1 ? [rows[0]!, count] : refuse('oneHot', `rows ${show(rows)}`)),
  reverse: same,
  toFloat: same,
};

/** The shape of a node as its rule gives it now, whatever the node says: what re-checking a rewritten graph compares with. */
export function inferShape<K extends Op>(op: K, attributes: OpAttributes[K], inputs: readonly GraphNode[]): Shape {
  return shapeRules[op](attributes, ...inputs.map((input) => input.shape));
}
