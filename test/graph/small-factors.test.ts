import { expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { smallFactors } from '../../src/graph/small-factors.ts';

const small = g.parameter('small', [2, 1]);
const row = g.parameter('row', [3]);
const full = g.parameter('full', [2, 3]);
const given = {
  small: { shape: [2, 1], data: Float64Array.of(0.5, -2) },
  row: { shape: [3], data: Float64Array.of(4, 0.25, -1) },
  full: { shape: [2, 3], data: Float64Array.of(1, 2, 4, 0.5, 8, -1) },
};
const product = g.mul(small, full);
const passes = (node: GraphNode): number =>
  inOrder([node]).filter(({ op, shape }) => op !== 'parameter' && shape.join() === '2,3').length;

it.each<[string, GraphNode, number]>([
  ['a sign', g.neg(product), 1],
  ['a number, and a sign', g.mul(g.neg(g.mul(full, small)), g.scalar(2)), 1],
  ['a divisor', g.div(product, g.scalar(4)), 1],
  ['another factor that is repeated along the same axis', g.mul(small, product), 1],
  ['no factor that is repeated along another axis', g.mul(row, product), 2],
  ['no factor of two large values', g.neg(g.mul(full, full)), 2],
  ['nothing that divides', g.div(full, product), 2],
  ['nothing where the product is used as it is', g.add(g.neg(product), product), 3],
])('the smaller factor of a product takes %s', (_, node, expected) => {
  const [scaled] = smallFactors([node]);
  expect(passes(scaled!)).toBe(expected);
  expect(scaled!.shape).toEqual(node.shape);
  expect(evaluate([scaled!], given)[0]!.data).toEqual(evaluate([node], given)[0]!.data);
});

it('takes a scale of a product that was itself scaled, along other axes than its own', () => {
  const [first, second, whole] = [
    g.parameter('first', [2, 1, 1]),
    g.parameter('second', [1, 3, 1]),
    g.parameter('whole', [2, 3, 2]),
  ];
  const values = {
    first: { shape: [2, 1, 1], data: Float64Array.of(2, -0.5) },
    second: { shape: [1, 3, 1], data: Float64Array.of(4, 0.25, -8) },
    whole: { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, i) => 2 ** (i - 5)) },
  };
  const written = g.neg(g.mul(second, g.mul(g.scalar(2), g.mul(first, whole))));
  const [scaled] = smallFactors([written]);
  expect(inOrder([scaled!]).filter(({ op, shape }) => op !== 'parameter' && shape.join() === '2,3,2').length).toBe(1);
  expect(evaluate([scaled!], values)[0]!.data).toEqual(evaluate([written], values)[0]!.data);
});

it('leaves a product that is asked for itself', () => {
  const [, kept] = smallFactors([g.neg(product), product]);
  expect(kept).toBe(product);
});
