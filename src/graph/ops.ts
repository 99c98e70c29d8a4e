import type { Side } from '../types.ts';

/** A number of values, or the name of a count that is known only when the graph runs (N, M, P). */
export type Dim = number | string;
export type Shape = readonly Dim[];
/** `int64` holds rows to gather, `uint8` holds dropout masks; everything else is `float32`. */
export type ElementType = 'float32' | 'int64' | 'uint8';

/**
 * The closed list of operations with their attributes. Every rule table (shapes, gradients, evaluate, work, onnx) is a mapped type over it, so a
 * new op does not compile until it has a rule in each. Axes are negative wherever a model uses them: that is what lets one graph run over
 * pairs `[P, …]` and over a grid `[N, M, …]`.
 */
export interface OpAttributes {
  /** Values given at run time. `side` is what the partition follows. */
  input: { readonly name: string; readonly shape: Shape; readonly side: Side | undefined; readonly type: ElementType };
  /** Values that belong to the model: trained, or fitted on training items. */
  parameter: { readonly name: string; readonly shape: readonly number[] };
  constant: { readonly shape: readonly number[]; readonly values: Float32Array };

  add: NoAttributes; // a + b, shapes broadcast
  sub: NoAttributes; // a − b
  mul: NoAttributes; // a · b
  div: NoAttributes; // a / b
  neg: NoAttributes;
  abs: NoAttributes;
  sign: NoAttributes; // −1, 0, 1
  exp: NoAttributes;
  log: NoAttributes;
  sqrt: NoAttributes;
  relu: NoAttributes;
  gate: NoAttributes; // a where b > 0, else 0: the gradient of relu
  atLeast: NoAttributes; // 1 where a ≥ b, else 0
  gelu: NoAttributes; // x Φ(x), Φ the standard normal distribution function (Hendrycks & Gimpel 2016)
  erf: NoAttributes;
  tanh: NoAttributes;
  sigmoid: NoAttributes;
  /** Identity, except in a training step. One draw serves all of an axis in `shared`. */
  dropout: { readonly name: string; readonly rate: number; readonly shared: readonly number[] };

  /** `[…, I] × [I, O] → […, O]`; with `transposeB` b is `[O, I]`; `transposeA` needs a matrix `[I, R] → [R, O]`. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** `[…, R, I] × […, I, O] → […, R, O]`, leading axes broadcast; with `transposeB` b is `[…, O, I]`. */
  batchMatmul: { readonly transposeB: boolean };
  outerDot: NoAttributes; // [A…, E] · [B…, E] → [A…, B…]: every inner product, as one matrix product
  dot: NoAttributes; // […, E] · […, E] → […]: inner product over the last axis, the rest broadcasts
  sum: { readonly axes: readonly number[]; readonly keep: boolean };
  max: { readonly axes: readonly number[]; readonly keep: boolean };
  softmax: { readonly axis: number };
  logSoftmax: { readonly axis: number };
  normalise: NoAttributes; // […, E], mean 0 and deviation 1 over the last axis: (a − mean) · inverseDeviation(a)
  inverseDeviation: NoAttributes; // […, E] → […, 1]: 1 / √(variance + 1e-5)

  concat: { readonly axis: number };
  slice: { readonly axis: number; readonly start: number; readonly end: number };
  pad: { readonly axis: number; readonly before: number; readonly after: number }; // with zeros
  reshape: { readonly shape: Shape };
  transpose: NoAttributes; // of a matrix
  permute: { readonly order: readonly number[] }; // axis i of the result is axis order[i] of a
  squeeze: { readonly axis: number }; // drops an axis of size 1
  unsqueeze: { readonly axis: number }; // adds an axis of size 1
  expand: { readonly shape: Shape }; // broadcasts to a shape
  splitLast: { readonly parts: number }; // […, K·D] → […, K, D]
  joinLast: NoAttributes; // […, K, D] → […, K·D]
  gather: NoAttributes; // rows [R] of a [N, …] → [R, …]
  oneHot: { readonly count: number }; // rows [R] → [R, count], 1 in the column that a row names
  reverse: { readonly factor: number }; // identity, whose gradient is −factor times that of the identity
  toFloat: NoAttributes; // uint8 → float32
}

type NoAttributes = Readonly<Record<never, never>>;
export type Op = keyof OpAttributes;

/** One value of a graph. Nodes are immutable and point at what they are made of, so a graph is its outputs. */
export interface GraphNode<K extends Op = Op> {
  readonly op: K;
  readonly inputs: readonly GraphNode[];
  readonly attributes: OpAttributes[K];
  readonly shape: Shape;
  readonly type: ElementType;
}

export const isOp = <K extends Op>(node: GraphNode, op: K): node is GraphNode<K> => node.op === op;
