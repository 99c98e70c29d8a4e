import type { Op } from './ops.ts';

/**
 * How many values an op turns into one of its own, place by place; of two, the shapes broadcast. 0: anything else, and what no rewrite gains by passing
 * (`dropout`, `reverse`, `toFloat`).
 */
const operands: { readonly [K in Op]: 0 | 1 | 2 } = {
  input: 0,
  parameter: 0,
  constant: 0,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  abs: 1,
  sign: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  relu: 1,
  gate: 2,
  atLeast: 2,
  gelu: 1,
  erf: 1,
  tanh: 1,
  sigmoid: 1,
  dropout: 0,
  matmul: 0,
  batchMatmul: 0,
  outerDot: 0,
  dot: 0,
  sum: 0,
  max: 0,
  softmax: 0,
  logSoftmax: 0,
  normalise: 0,
  inverseDeviation: 0,
  concat: 0,
  slice: 0,
  pad: 0,
  reshape: 0,
  transpose: 0,
  permute: 0,
  squeeze: 0,
  unsqueeze: 0,
  expand: 0,
  splitLast: 0,
  joinLast: 0,
  gather: 0,
  oneHot: 0,
  reverse: 0,
  toFloat: 0,
};

const withOperands = (count: 1 | 2): ReadonlySet<Op> =>
  new Set((Object.keys(operands) as Op[]).filter((op) => operands[op] === count));

/** Functions of single values. */
export const unary = withOperands(1);
/** Functions of two values, whose shapes broadcast. */
export const binary = withOperands(2);
