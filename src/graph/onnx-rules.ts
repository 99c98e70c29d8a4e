import type { OnnxWriter } from './onnx.ts';
import { type GraphNode, isOp, type Op, type Shape } from './ops.ts';
import { lastTwoSwapped } from './permutations.ts';

/** Emits the nodes of one op; `inputs` are the names of its values. Returns the name of the result. */
export type OnnxRule<K extends Op> = (node: GraphNode<K>, inputs: readonly string[], writer: OnnxWriter) => string;

const plain =
  (opType: string): OnnxRule<Op> =>
  (_, inputs, writer) =>
    writer.emit(opType, inputs);
const passed: OnnxRule<Op> = (_, inputs) => inputs[0]!;

/** A shape as ONNX takes it: one named size may be inferred. */
const target = (node: GraphNode, writer: OnnxWriter): string =>
  writer.int64(node.shape.map((dim) => (typeof dim === 'number' ? dim : -1)));

const reduce =
  (opType: 'ReduceSum' | 'ReduceMax'): OnnxRule<'sum' | 'max'> =>
  ({ attributes: { axes, keep } }, [a], writer) =>
    writer.emit(opType, [a!, writer.int64(axes)], { keepdims: keep ? 1 : 0 });

/**
 * All axes but the last are summed as a product with ones, which onnxruntime shares among its threads where it does not share a ReduceSum
 * (4,800 × 256 values with two threads: .32 ms instead of .93). Sums that keep their axes are of the B × B scores, too few to gain.
 */
const sum: OnnxRule<'sum'> = (node, inputs, writer) => {
  const { axes, keep } = node.attributes;
  const { shape } = node.inputs[0]!;
  const width = shape.at(-1);
  const summed = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  const rows = shape.slice(0, -1).reduce<number>((count, dim) => (typeof dim === 'number' ? count * dim : Number.NaN), 1);
  const isOverRows = summed.size === shape.length - 1 && !summed.has(shape.length - 1);
  if (keep || !isOverRows || Number.isNaN(rows) || typeof width !== 'number') return reduce('ReduceSum')(node, inputs, writer);
  const flat = shape.length === 2 ? inputs[0]! : writer.emit('Reshape', [inputs[0]!, writer.int64([rows, width])]);
  const total = writer.emit('Gemm', [writer.float32([1, rows], new Float32Array(rows).fill(1)), flat]);
  return writer.emit('Reshape', [total, writer.int64([width])]);
};

/**
 * Values that were permuted are flattened to rows: onnxruntime would move the permutation behind the operation, which then runs along another axis than the last
 * and permutes twice itself (11 ms instead of 1 for the 48 × 48 × 100 rows of six of a step of token-attention).
 */
const alongAxis =
  (opType: 'Softmax' | 'LogSoftmax'): OnnxRule<'softmax' | 'logSoftmax'> =>
  (node, [a], writer) => {
    const { axis } = node.attributes;
    const width = node.shape.at(-1);
    const isLast = axis === -1 || axis === node.shape.length - 1;
    if (!isLast || typeof width !== 'number' || !isOp(node.inputs[0]!, 'permute')) return writer.emit(opType, [a!], { axis });
    const rows = writer.emit('Reshape', [a!, writer.int64([-1, width])]);
    return writer.emit('Reshape', [writer.emit(opType, [rows], { axis: -1 }), writer.emit('Shape', [a!])]);
  };

/** Only the last axes change: ONNX's Reshape keeps an axis of the input in its place where the target says 0. */
const lastAxes: OnnxRule<'splitLast' | 'joinLast'> = ({ shape, inputs }, [a], writer) => {
  const kept = Math.min(shape.length, inputs[0]!.shape.length) - 1;
  return writer.emit('Reshape', [a!, writer.int64(shape.map((dim, i) => (i < kept ? 0 : (dim as number))))]);
};

/** The value, its mean, its inverse deviation: as many of them as asked for, over the last axis with 1e-5 beside the variance, as ONNX has it by itself. */
const layerNormalization = (shape: Shape, a: string, writer: OnnxWriter, outputs: number): string[] => {
  const width = shape.at(-1) as number;
  return writer.emitAll('LayerNormalization', [a, writer.float32([width], new Float32Array(width).fill(1))], outputs);
};

/** Times the smallest normal float32 this is above 1, times the largest it is infinite. */
const steep = 1e38;

/** How each op is written as ONNX. Transposes around a product are folded into it by onnxruntime. */
export const onnxRules: { readonly [K in Op]: OnnxRule<K> } = {
  input: ({ attributes: { name, shape, type } }, _, writer) => writer.input(name, type, shape),
  parameter: ({ attributes: { name, shape } }, _, writer) => writer.input(name, 'float32', shape),
  constant: ({ attributes: { shape, values } }, _, writer) => writer.float32(shape, values),
  add: plain('Add'),
  sub: plain('Sub'),
  mul: plain('Mul'),
  div: plain('Div'),
  neg: plain('Neg'),
  abs: plain('Abs'),
  sign: (_, [a], writer) => {
    const limit = (value: number): string => writer.float32([], Float32Array.of(value));
    return writer.emit('Clip', [writer.emit('Mul', [a!, limit(steep)]), limit(-1), limit(1)]);
  },
  exp: plain('Exp'),
  log: plain('Log'),
  sqrt: plain('Sqrt'),
  relu: plain('Relu'),
  // onnxruntime's Where and Sign are slow: a steep ramp, cut off at 0 and 1, takes .7 of the time. It is the same but for values (of atLeast: differences) below the smallest normal float32, 1.2e-38.
  gate: (_, [a, b], writer) => writer.emit('Mul', [a!, writer.emit('HardSigmoid', [b!], {}, { alpha: steep, beta: 0 })]),
  atLeast: (_, inputs, writer) => writer.emit('HardSigmoid', [writer.emit('Sub', inputs)], {}, { alpha: steep, beta: 1 }),
  gelu: plain('Gelu'),
  erf: plain('Erf'),
  tanh: plain('Tanh'),
  sigmoid: plain('Sigmoid'),
  dropout: passed,
  matmul: ({ attributes: { transposeA, transposeB }, inputs }, [a, b], writer) => {
    if (inputs[0]!.shape.length === 2)
      return writer.emit('Gemm', [a!, b!], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    return writer.emit('MatMul', [a!, transposeB ? writer.emit('Transpose', [b!]) : b!]);
  },
  batchMatmul: ({ attributes: { transposeB }, inputs }, [a, b], writer) =>
    writer.emit('MatMul', [
      a!,
      transposeB ? writer.emit('Transpose', [b!], { perm: lastTwoSwapped(inputs[1]!.shape.length) }) : b!,
    ]),
  outerDot: ({ inputs, shape }, [a, b], writer) => {
    const [first, second] = inputs as [GraphNode, GraphNode];
    const columns = writer.emit('Transpose', [writer.emit('Reshape', [b!, writer.int64([-1, second.shape.at(-1) as number])])]);
    // A named size of a stays where it is (0), the one of b is what is left (-1).
    const target = shape.map((dim, i) => (typeof dim === 'number' ? dim : i < first.shape.length - 1 ? 0 : -1));
    return writer.emit('Reshape', [writer.emit('MatMul', [a!, columns]), writer.int64(target)]);
  },
  dot: (_, [a, b], writer) => writer.emit('ReduceSum', [writer.emit('Mul', [a!, b!]), writer.int64([-1])], { keepdims: 0 }),
  sum,
  max: reduce('ReduceMax'),
  softmax: alongAxis('Softmax'),
  logSoftmax: alongAxis('LogSoftmax'),
  normalise: (node, [a], writer) => layerNormalization(node.shape, a!, writer, 1)[0]!,
  inverseDeviation: ({ inputs }, [a], writer) => layerNormalization(inputs[0]!.shape, a!, writer, 3)[2]!,
  concat: ({ attributes: { axis } }, inputs, writer) => writer.emit('Concat', inputs, { axis }),
  slice: ({ attributes: { axis, start, end } }, [a], writer) =>
    writer.emit('Slice', [a!, writer.int64([start]), writer.int64([end]), writer.int64([axis])]),
  pad: ({ attributes: { axis, before, after }, shape }, [a], writer) => {
    const pads = new Array<number>(2 * shape.length).fill(0);
    const at = axis < 0 ? axis + shape.length : axis;
    pads[at] = before;
    pads[at + shape.length] = after;
    return writer.emit('Pad', [a!, writer.int64(pads)]);
  },
  reshape: (node, [a], writer) => writer.emit('Reshape', [a!, target(node, writer)]),
  transpose: plain('Transpose'),
  permute: ({ attributes: { order } }, inputs, writer) => writer.emit('Transpose', inputs, { perm: order }),
  squeeze: ({ attributes: { axis } }, [a], writer) => writer.emit('Squeeze', [a!, writer.int64([axis])]),
  unsqueeze: ({ attributes: { axis } }, [a], writer) => writer.emit('Unsqueeze', [a!, writer.int64([axis])]),
  // ONNX's Expand leaves an axis alone where the target says 1, so that a named size need not be known.
  expand: (node, [a], writer) =>
    writer.emit('Expand', [a!, writer.int64(node.shape.map((dim) => (typeof dim === 'number' ? dim : 1)))]),
  splitLast: lastAxes,
  joinLast: lastAxes,
  gather: plain('Gather'),
  oneHot: ({ attributes: { count } }, [rows], writer) =>
    writer.emit('OneHot', [rows!, writer.int64([count]), writer.float32([2], Float32Array.of(0, 1))], { axis: -1 }),
  reverse: passed,
  toFloat: (_, inputs, writer) => writer.emit('Cast', inputs, { to: 1 }),
};
