import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { featuresFirst } from '../../src/graph/features-first.ts';
import { gradients } from '../../src/graph/gradients.ts';
import { type GraphNode, isOp, type Op } from '../../src/graph/ops.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { createRandom } from '../../src/random.ts';

const random = createRandom(21);
const value = (shape: readonly number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});
const [rows, columns, width] = [4, 3, 5];
const left = g.parameter('left', [rows, width]);
const right = g.parameter('right', [columns, width]);
const [u, v] = [g.unsqueeze(left, 1), g.unsqueeze(right, 0)];
/** Twelve pairs count as many rows, and widths of four as wide. */
const small = { rows: 12, width: 4 };

/** The mean score of all pairs and its gradients, as a training step has them. */
function step(score: (parameters: (name: string, shape: readonly number[]) => GraphNode) => GraphNode) {
  const given = new Map([left, right].map(({ attributes, shape }) => [attributes.name, value(shape as readonly number[])]));
  const parameters: GraphNode<'parameter'>[] = [];
  const result = score((name, shape) => {
    const parameter = g.parameter(name, shape);
    parameters.push(parameter);
    given.set(name, value(shape));
    return parameter;
  });
  const loss = g.sum(g.tanh(result), [...result.shape.keys()]);
  return { outputs: [loss, ...gradients(loss, [left, right, ...parameters])], given: Object.fromEntries(given) };
}

const productDifference = [g.mul(u, v), g.abs(g.sub(u, v))];
const layered = (parameter: (name: string, shape: readonly number[]) => GraphNode): GraphNode => {
  const hidden = productDifference.reduce<GraphNode>(
    (total, part, i) => g.add(total, g.matmul(part, parameter(`part.${i}`, [width, 6]))),
    g.add(g.unsqueeze(g.matmul(left, parameter('of.left', [width, 6])), 1), parameter('bias', [6])),
  );
  const second = g.relu(g.matmul(g.relu(hidden), parameter('second', [6, 4])));
  return g.squeeze(g.matmul(second, parameter('last', [4, 1])), -1);
};
const gated = (parameter: (name: string, shape: readonly number[]) => GraphNode): GraphNode => {
  const gate = g.sigmoid(g.add(u, v));
  const mixed = g.add(g.mul(gate, u), g.mul(g.sub(g.scalar(1), gate), v));
  return g.matmul(g.gelu(g.matmul(mixed, parameter('weight', [6, width]), { transposeB: true })), parameter('last', [6, 1]));
};

const over = (nodes: readonly GraphNode[], op: Op): number =>
  nodes.filter((node) => node.op === op && node.shape.reduce<number>((a, b) => a * (b as number), 1) >= 12 * 4).length;

describe('features first', () => {
  it.each([
    ['product and difference', layered],
    ['a gate of every pair', gated],
  ])('leaves a loss and its gradients what they were: %s', (_, score) => {
    const { outputs, given } = step(score);
    const turned = featuresFirst(outputs, small);
    expect(turned).not.toEqual(outputs);
    const [before, after] = [outputs, turned].map((nodes) => evaluate(nodes, given));
    for (const [i, { shape, data }] of before!.entries()) {
      expect(after![i]!.shape).toEqual(shape);
      expect(after![i]!.data).toBeAllClose(data, 1e-12, 1e-12);
    }
  });

  it.each([
    ['product and difference', layered],
    ['a gate of every pair', gated],
  ])('moves nothing of all pairs in memory, and computes nothing of them twice: %s', (_, score) => {
    const { outputs } = step(score);
    const [before, after] = [inOrder(outputs), inOrder(featuresFirst(outputs, small))];
    expect(over(after, 'permute')).toBe(0);
    expect(over(after, 'transpose')).toBe(0);
    for (const op of ['matmul', 'add', 'sub', 'mul', 'relu', 'gate', 'abs', 'sign', 'sigmoid', 'gelu'] as const)
      expect([op, over(after, op)]).toEqual([op, over(before, op)]);
    const products = after.filter((node) => isOp(node, 'matmul') && node.shape[1] === rows * columns);
    expect(products.length).toBe(before.filter((node) => isOp(node, 'matmul') && node.shape.length === 3).length);
  });

  it('leaves narrow products and those of few rows as they are', () => {
    const { outputs } = step(layered);
    expect(featuresFirst(outputs, { rows: 13, width: 4 })).toEqual(outputs);
    expect(featuresFirst(outputs, { rows: 12, width: 7 })).toEqual(outputs);
  });

  it('moves a value back whose next operation needs its features last', () => {
    const { outputs, given } = step((parameter) => g.softmax(g.matmul(g.mul(u, v), parameter('weight', [width, 6]))));
    const turned = featuresFirst(outputs, small);
    expect(over(inOrder(turned), 'permute')).toBeGreaterThan(0);
    const [before, after] = [outputs, turned].map((nodes) => evaluate(nodes, given));
    for (const [i, { data }] of before!.entries()) expect(after![i]!.data).toBeAllClose(data, 1e-12, 1e-12);
  });
});
