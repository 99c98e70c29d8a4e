import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { gradients } from '../../src/graph/gradients.ts';
import type { GraphNode, Op } from '../../src/graph/ops.ts';
import { createRandom } from '../../src/random.ts';
import { centralDifferences } from '../support/central-differences.ts';
import { runGraph } from '../support/run-graph.ts';

const random = createRandom(7);
const value = (shape: readonly number[], draw: () => number = () => random.normal()): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(draw())),
});
const positive = () => 0.5 + random.uniform();
/** Away from zero, where abs, relu and sign have no derivative. */
const awayFromZero = () => (random.uniform() < 0.5 ? -1 : 1) * positive();

interface Case {
  readonly of: (...inputs: GraphNode<'parameter'>[]) => GraphNode;
  readonly inputs: readonly Value[];
  readonly shape: readonly number[];
}
const on = (of: Case['of'], inputs: readonly Value[], shape: readonly number[]): Case => ({ of, inputs, shape });
const unary = (of: (a: GraphNode) => GraphNode, draw = () => random.normal()): Case[] => [
  on((a) => of(a!), [value([3, 4], draw)], [3, 4]),
];
const binary = (of: (a: GraphNode, b: GraphNode) => GraphNode, draw = () => random.normal()): Case[] => [
  on((a, b) => of(a!, b!), [value([3, 4], draw), value([3, 4], draw)], [3, 4]),
  on((a, b) => of(a!, b!), [value([3, 1, 4], draw), value([1, 2, 4], draw)], [3, 2, 4]),
  on((a, b) => of(a!, b!), [value([4], draw), value([2, 3, 4], draw)], [2, 3, 4]),
  on((a, b) => of(a!, b!), [value([2, 3], draw), value([], draw)], [2, 3]),
];

// A mapped type: an op without a case does not compile.
const cases: { readonly [K in Op]: readonly Case[] } = {
  input: [],
  parameter: unary((a) => a),
  constant: [on((a) => g.mul(a!, g.constant([2], Float32Array.of(2, -3))), [value([3, 2])], [3, 2])],
  add: binary(g.add),
  sub: binary(g.sub),
  mul: [...binary(g.mul), ...unary((a) => g.mul(a, a))],
  div: binary(g.div, awayFromZero),
  neg: unary(g.neg),
  abs: unary(g.abs, awayFromZero),
  sign: unary(g.sign, awayFromZero),
  exp: unary(g.exp),
  log: unary(g.log, positive),
  sqrt: unary(g.sqrt, positive),
  relu: unary(g.relu, awayFromZero),
  gate: binary(g.gate, awayFromZero),
  atLeast: binary(g.atLeast),
  gelu: unary(g.gelu),
  erf: unary(g.erf),
  tanh: unary(g.tanh),
  sigmoid: unary(g.sigmoid),
  dropout: [],
  matmul: [
    on((a, b) => g.matmul(a!, b!), [value([3, 4]), value([4, 5])], [3, 5]),
    on((a, b) => g.matmul(a!, b!, { transposeA: true }), [value([4, 3]), value([4, 5])], [3, 5]),
    on((a, b) => g.matmul(a!, b!, { transposeB: true }), [value([3, 4]), value([5, 4])], [3, 5]),
    on((a, b) => g.matmul(a!, b!, { transposeA: true, transposeB: true }), [value([4, 3]), value([5, 4])], [3, 5]),
    on((a, b) => g.matmul(a!, b!), [value([2, 3, 4]), value([4, 5])], [2, 3, 5]),
    on((a, b) => g.matmul(a!, b!, { transposeB: true }), [value([2, 3, 4]), value([5, 4])], [2, 3, 5]),
  ],
  batchMatmul: [
    on((a, b) => g.batchMatmul(a!, b!), [value([2, 3, 4]), value([2, 4, 5])], [2, 3, 5]),
    on((a, b) => g.batchMatmul(a!, b!, { transposeB: true }), [value([2, 3, 4]), value([2, 5, 4])], [2, 3, 5]),
    on((a, b) => g.batchMatmul(a!, b!), [value([3, 1, 2, 4]), value([1, 2, 4, 5])], [3, 2, 2, 5]),
    on((a, b) => g.batchMatmul(a!, b!, { transposeB: true }), [value([3, 1, 2, 4]), value([2, 5, 4])], [3, 2, 2, 5]),
    on((a, b) => g.batchMatmul(a!, b!), [value([3, 2, 2, 4]), value([1, 1, 4, 5])], [3, 2, 2, 5]),
    on((a, b) => g.batchMatmul(a!, b!, { transposeB: true }), [value([1, 2, 4]), value([3, 2, 5, 4])], [3, 2, 2, 5]),
    on((a) => g.batchMatmul(a!, a!, { transposeB: true }), [value([2, 3, 4])], [2, 3, 3]),
  ],
  outerDot: [
    on((a, b) => g.outerDot(a!, b!), [value([3, 4]), value([2, 4])], [3, 2]),
    on((a, b) => g.outerDot(a!, b!), [value([3, 2, 4]), value([5, 2, 4])], [3, 2, 5, 2]),
  ],
  dot: [
    on((a, b) => g.dot(a!, b!), [value([3, 4]), value([3, 4])], [3]),
    on((a, b) => g.dot(a!, b!), [value([3, 1, 4]), value([1, 2, 4])], [3, 2]),
  ],
  sum: [
    on((a) => g.sum(a!, [-1]), [value([3, 4])], [3]),
    on((a) => g.sum(a!, [0, 2], true), [value([3, 4, 2])], [1, 4, 1]),
    on((a) => g.sum(a!, [0, 1]), [value([3, 4])], []),
    on((a) => g.sum(a!, [0]), [value([3, 4])], [4]),
    on((a) => g.sum(a!, [0, -2]), [value([2, 3, 4])], [4]),
  ],
  max: [on((a) => g.max(a!, [-1]), [value([3, 4])], [3]), on((a) => g.max(a!, [0], true), [value([3, 4])], [1, 4])],
  softmax: [
    on((a) => g.softmax(g.permute(a!, [1, 2, 0])), [value([3, 4, 2])], [4, 2, 3]),
    on((a) => g.softmax(a!), [value([3, 4])], [3, 4]),
    on((a) => g.softmax(a!, 0), [value([3, 4])], [3, 4]),
  ],
  logSoftmax: [
    on((a) => g.logSoftmax(g.permute(a!, [1, 2, 0])), [value([3, 4, 2])], [4, 2, 3]),
    on((a) => g.logSoftmax(a!), [value([3, 4])], [3, 4]),
    on((a) => g.logSoftmax(a!, 0), [value([3, 4])], [3, 4]),
  ],
  normalise: [on((a) => g.normalise(a!), [value([3, 4])], [3, 4]), on((a) => g.normalise(a!), [value([2, 3, 5])], [2, 3, 5])],
  inverseDeviation: [on((a) => g.inverseDeviation(a!), [value([2, 3, 5])], [2, 3, 1])],
  concat: [
    on((a, b) => g.concat([a!, b!]), [value([3, 4]), value([3, 2])], [3, 6]),
    on((a, b) => g.concat([a!, b!], 0), [value([1, 4]), value([3, 4])], [4, 4]),
  ],
  slice: [on((a) => g.slice(a!, -1, 1, 3), [value([3, 4])], [3, 2]), on((a) => g.slice(a!, 0, 0, 2), [value([3, 4])], [2, 4])],
  pad: [on((a) => g.pad(a!, -1, 1, 2), [value([3, 4])], [3, 7]), on((a) => g.pad(a!, 0, 2, 0), [value([3, 4])], [5, 4])],
  reshape: [on((a) => g.reshape(a!, [2, 6]), [value([3, 4])], [2, 6])],
  transpose: [on((a) => g.transpose(a!), [value([3, 4])], [4, 3])],
  permute: [
    on((a) => g.permute(a!, [2, 0, 1]), [value([3, 4, 2])], [2, 3, 4]),
    on((a) => g.permute(a!, [0, 2, 1, 3]), [value([2, 3, 4, 2])], [2, 4, 3, 2]),
  ],
  squeeze: [on((a) => g.squeeze(a!, -1), [value([3, 1])], [3])],
  unsqueeze: [on((a) => g.unsqueeze(a!, 1), [value([3, 4])], [3, 1, 4])],
  expand: [on((a) => g.expand(a!, [2, 3, 4]), [value([3, 1])], [2, 3, 4])].map((each) => ({ ...each, inputs: [value([3, 1])] })),
  splitLast: [on((a) => g.splitLast(a!, 2), [value([3, 6])], [3, 2, 3])],
  joinLast: [on((a) => g.joinLast(a!), [value([3, 2, 4])], [3, 8]), on((a) => g.joinLast(a!), [value([2, 3, 1, 4])], [2, 3, 4])],
  gather: [],
  oneHot: [],
  reverse: [],
  toFloat: [],
};

describe.each(Object.entries(cases).flatMap(([op, list]) => list.map((each, i) => ({ op, i, each }))))(
  '$op, case $i',
  ({ each }) => {
    const names = each.inputs.map((_, i) => `p${i}`);
    const parameters = each.inputs.map(({ shape }, i) => g.parameter(names[i]!, shape));
    const given = Object.fromEntries(each.inputs.map((input, i) => [names[i]!, input]));
    const result = each.of(...parameters);

    it('has the shape its rule says', () => {
      expect(result.shape).toEqual(each.shape);
      expect(evaluate([result], given)[0]!.shape).toEqual(each.shape);
    });

    it('gives in onnxruntime what it gives in double precision', async () => {
      const [actual] = await runGraph([result], given);
      expect(actual!).toBeAllClose(evaluate([result], given)[0]!.data, 2e-5, 2e-6);
    });

    it('has the gradient that central differences find', () => {
      // Weights of its own for every value, so that no two errors cancel.
      const weights = g.constant(each.shape, Float32Array.from(value(each.shape).data));
      const squares = g.mul(g.mul(result, result), weights);
      const loss = each.shape.length > 0 ? g.sum(squares, [...each.shape.keys()]) : squares;
      for (const [i, parameter] of parameters.entries()) {
        const expected = centralDifferences(loss, given, names[i]!);
        if (expected.every((slope) => slope === 0)) continue;
        const [gradient] = evaluate(gradients(loss, [parameter]), given);
        expect(gradient!.shape).toEqual(parameter.shape);
        expect(gradient!.data).toBeAllClose(expected, 1e-5, 1e-7);
      }
    });
  },
);

describe('ops that take rows and masks', () => {
  const rows = g.input('rows', [3], 'left', 'int64');
  const given = {
    rows: { shape: [3], data: Float64Array.of(2, 0, 2) },
    p0: value([4, 2]),
    mask: { shape: [3, 2], data: Float64Array.of(1, 0, 1, 1, 0, 0) },
  };

  it('gather picks rows, repeated ones too', async () => {
    const picked = g.gather(g.parameter('p0', [4, 2]), rows);
    expect(picked.shape).toEqual([3, 2]);
    const expected = [2, 0, 2].flatMap((row) => [...given.p0.data.slice(row * 2, row * 2 + 2)]);
    expect([...(await runGraph([picked], given))[0]!]).toEqual(expected);
    expect([...evaluate([picked], given)[0]!.data]).toEqual(expected);
  });

  it('toFloat gives the ones and zeros of a mask', async () => {
    const mask = g.toFloat(g.input('mask', [3, 2], undefined, 'uint8'));
    expect([...(await runGraph([mask], given))[0]!]).toEqual([1, 0, 1, 1, 0, 0]);
  });

  it('oneHot has a one in the column that a row names', async () => {
    const hot = g.oneHot(rows, 4);
    expect(hot.shape).toEqual([3, 4]);
    const expected = [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0];
    expect([...(await runGraph([hot], given))[0]!]).toEqual(expected);
    expect([...evaluate([hot], given)[0]!.data]).toEqual(expected);
  });

  it('reverse passes values on, and turns the gradient of what lies below it around', async () => {
    const square = (x: GraphNode) => g.sum(g.mul(x, x), [0, 1]);
    const p0 = g.parameter('p0', [4, 2]);
    const reversed = g.reverse(p0, 0.3);
    expect([...(await runGraph([reversed], given))[0]!]).toEqual([...given.p0.data]);
    const [gradient] = evaluate(gradients(square(reversed), [p0]), given);
    const slopes = centralDifferences(square(p0), given, 'p0');
    expect(gradient!.data).toBeAllClose(
      slopes.map((slope) => -0.3 * slope),
      1e-6,
      1e-8,
    );
  });

  it('dropout is the identity outside of a training step', async () => {
    const dropped = g.dropout('d', 0.5, g.parameter('p0', [4, 2]));
    expect(dropped.op).toBe('dropout');
    expect([...(await runGraph([dropped], given))[0]!]).toEqual([...given.p0.data]);
  });
});
