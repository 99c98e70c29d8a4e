import type { Op, OpAttributes } from './ops.ts';
import { sizeOf } from './shapes.ts';

/** A value in double precision, row-major. */
export interface Value {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type EvaluateRule<K extends Op> = (
  attributes: OpAttributes[K],
  inputs: readonly Value[],
  shape: readonly number[],
) => Float64Array;

const given = (op: Op) => () => {
  throw new Error(`internal: evaluate was given no value for this ${op}`);
};

/** Where element `index` of a value of `shape` lies in a value that broadcasts to it. */
function sourceOf(index: number, shape: readonly number[], source: readonly number[]): number {
  let at = 0;
  let stride = 1;
  for (let i = shape.length - 1, j = source.length - 1; j >= 0; i--, j--) {
    if (source[j] !== 1) at += (index % shape[i]!) * stride;
    stride *= source[j]!;
    index = Math.floor(index / shape[i]!);
  }
  return at;
}

const unary =
  (f: (x: number) => number) =>
  (_: unknown, [a]: readonly Value[]): Float64Array =>
    a!.data.map((x) => f(x));
const binary =
  (f: (x: number, y: number) => number) =>
  (_: unknown, [a, b]: readonly Value[], shape: readonly number[]): Float64Array =>
    Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
      f(a!.data[sourceOf(i, shape, a!.shape)]!, b!.data[sourceOf(i, shape, b!.shape)]!),
    );
const copy = (_: unknown, [a]: readonly Value[]): Float64Array => a!.data.slice();

/** Reads `[outer, along, inner]` around one axis. */
function around(shape: readonly number[], axis: number): { outer: number; along: number; inner: number } {
  const at = axis < 0 ? axis + shape.length : axis;
  return { outer: sizeOf(shape.slice(0, at)), along: shape[at]!, inner: sizeOf(shape.slice(at + 1)) };
}

const reduceAxes =
  (start: number, f: (sum: number, x: number) => number) =>
  ({ axes }: { readonly axes: readonly number[] }, [a]: readonly Value[]): Float64Array => {
    const kept = a!.shape.map((dim, i) => (axes.some((axis) => (axis < 0 ? axis + a!.shape.length : axis) === i) ? 1 : dim));
    const result = new Float64Array(sizeOf(kept)).fill(start);
    for (let i = 0; i < a!.data.length; i++) {
      const at = sourceOf(i, a!.shape, kept);
      result[at] = f(result[at]!, a!.data[i]!);
    }
    return result;
  };

const exponentials =
  (finish: (x: number, max: number, total: number) => number) =>
  ({ axis }: { readonly axis: number }, [a]: readonly Value[]): Float64Array => {
    const { outer, along, inner } = around(a!.shape, axis);
    const result = new Float64Array(a!.data.length);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const at = (k: number): number => (o * along + k) * inner + i;
        const values = Array.from({ length: along }, (_, k) => a!.data[at(k)]!);
        const max = Math.max(...values);
        const total = values.reduce((sum, x) => sum + Math.exp(x - max), 0);
        values.forEach((x, k) => {
          result[at(k)] = finish(x, max, total);
        });
      }
    }
    return result;
  };

/** Mean and inverse deviation over the last axis, of every row. */
function deviations({ shape, data }: Value): { readonly mean: number; readonly inverse: number }[] {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, row) => {
    const values = data.subarray(row * width, (row + 1) * width);
    const mean = values.reduce((sum, x) => sum + x, 0) / width;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width;
    return { mean, inverse: 1 / Math.sqrt(variance + 1e-5) };
  });
}

/** Copies every slab of `source` along an axis into `target` (or back) at an offset. */
function place(target: Float64Array, targetShape: readonly number[], source: Value, axis: number, offset: number): void {
  const { outer, along, inner } = around(source.shape, axis);
  const targetAlong = around(targetShape, axis).along;
  for (let o = 0; o < outer; o++) {
    const slab = source.data.subarray(o * along * inner, (o + 1) * along * inner);
    target.set(slab, (o * targetAlong + offset) * inner);
  }
}

/** Abramowitz & Stegun 7.1.6, the power series: exact to double precision for the |x| that occur here. */
export function erf(x: number): number {
  if (Math.abs(x) > 5.9) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** What each op computes, slowly and in double precision: folds constants, and is what the runtime is tested against. */
export const evaluateRules: { readonly [K in Op]: EvaluateRule<K> } = {
  input: given('input'),
  parameter: given('parameter'),
  constant: ({ values }) => Float64Array.from(values),
  add: binary((x, y) => x + y),
  sub: binary((x, y) => x - y),
  mul: binary((x, y) => x * y),
  div: binary((x, y) => x / y),
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  relu: unary((x) => Math.max(x, 0)),
  gate: binary((x, y) => (y > 0 ? x : 0)),
  atLeast: binary((x, y) => (x >= y ? 1 : 0)),
  gelu: unary((x) => (x * (1 + erf(x * Math.SQRT1_2))) / 2),
  erf: unary(erf),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  dropout: copy,
  matmul: ({ transposeA, transposeB }, [a, b], shape) => {
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape) / columns;
    const inner = b!.shape[transposeB ? 1 : 0]!;
    const result = new Float64Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        let total = 0;
        for (let k = 0; k < inner; k++) {
          total += a!.data[transposeA ? k * rows + r : r * inner + k]! * b!.data[transposeB ? c * inner + k : k * columns + c]!;
        }
        result[r * columns + c] = total;
      }
    }
    return result;
  },
  batchMatmul: ({ transposeB }, [a, b], shape) => {
    const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
    const inner = a!.shape.at(-1)!;
    const lead = shape.slice(0, -2);
    // Where the matrix of a batch entry starts in an operand.
    const start = (operand: Value, entry: number): number =>
      sourceOf(entry, lead, operand.shape.slice(0, -2)) * operand.shape.at(-2)! * operand.shape.at(-1)!;
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const entry = Math.floor(i / (rows * columns));
      const [r, c] = [Math.floor(i / columns) % rows, i % columns];
      const [left, right] = [start(a!, entry) + r * inner, start(b!, entry)];
      let total = 0;
      for (let k = 0; k < inner; k++) {
        total += a!.data[left + k]! * b!.data[right + (transposeB ? c * inner + k : k * columns + c)]!;
      }
      return total;
    });
  },
  outerDot: (_, [a, b], shape) => {
    const width = a!.shape.at(-1)!;
    const others = b!.data.length / width;
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const [row, other] = [Math.floor(i / others) * width, (i % others) * width];
      let total = 0;
      for (let k = 0; k < width; k++) total += a!.data[row + k]! * b!.data[other + k]!;
      return total;
    });
  },
  dot: (_, [a, b], shape) => {
    const width = a!.shape.at(-1)!;
    const full = [...shape, width];
    const result = new Float64Array(sizeOf(shape));
    for (let i = 0; i < result.length * width; i++) {
      const at = Math.floor(i / width);
      result[at] = result[at]! + a!.data[sourceOf(i, full, a!.shape)]! * b!.data[sourceOf(i, full, b!.shape)]!;
    }
    return result;
  },
  sum: reduceAxes(0, (total, x) => total + x),
  max: reduceAxes(Number.NEGATIVE_INFINITY, Math.max),
  softmax: exponentials((x, max, total) => Math.exp(x - max) / total),
  logSoftmax: exponentials((x, max, total) => x - max - Math.log(total)),
  normalise: (_, [a]) => {
    const rows = deviations(a!);
    return a!.data.map((x, i) => {
      const { mean, inverse } = rows[Math.floor(i / a!.shape.at(-1)!)]!;
      return (x - mean) * inverse;
    });
  },
  inverseDeviation: (_, [a]) => Float64Array.from(deviations(a!), ({ inverse }) => inverse),
  concat: ({ axis }, inputs, shape) => {
    const result = new Float64Array(sizeOf(shape));
    let offset = 0;
    for (const part of inputs) {
      place(result, shape, part, axis, offset);
      offset += around(part.shape, axis).along;
    }
    return result;
  },
  slice: ({ axis, start, end }, [a], shape) => {
    const { outer, along, inner } = around(a!.shape, axis);
    const result = new Float64Array(sizeOf(shape));
    for (let o = 0; o < outer; o++) {
      result.set(a!.data.subarray((o * along + start) * inner, (o * along + end) * inner), o * (end - start) * inner);
    }
    return result;
  },
  pad: ({ axis, before }, [a], shape) => {
    const result = new Float64Array(sizeOf(shape));
    place(result, shape, a!, axis, before);
    return result;
  },
  reshape: copy,
  transpose: (_, [a]) => {
    const [rows, columns] = a!.shape as [number, number];
    return Float64Array.from(a!.data, (_, i) => a!.data[(i % rows) * columns + Math.floor(i / rows)]!);
  },
  permute: ({ order }, [a], shape) => {
    const strides = order.map((axis) => sizeOf(a!.shape.slice(axis + 1)));
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      let at = 0;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        at += (i % shape[axis]!) * strides[axis]!;
        i = Math.floor(i / shape[axis]!);
      }
      return a!.data[at]!;
    });
  },
  squeeze: copy,
  unsqueeze: copy,
  expand: (_, [a], shape) => Float64Array.from({ length: sizeOf(shape) }, (_, i) => a!.data[sourceOf(i, shape, a!.shape)]!),
  splitLast: copy,
  joinLast: copy,
  gather: (_, [a, rows]) => {
    const width = a!.data.length / a!.shape[0]!;
    const result = new Float64Array(rows!.data.length * width);
    rows!.data.forEach((row, i) => void result.set(a!.data.subarray(row * width, (row + 1) * width), i * width));
    return result;
  },
  oneHot: ({ count }, [rows], shape) => {
    const result = new Float64Array(sizeOf(shape));
    rows!.data.forEach((row, i) => {
      result[i * count + row] = 1;
    });
    return result;
  },
  reverse: copy,
  toFloat: copy,
};
