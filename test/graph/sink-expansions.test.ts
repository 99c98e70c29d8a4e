import { expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { type GraphNode, isOp } from '../../src/graph/ops.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { sinkExpansions } from '../../src/graph/sink-expansions.ts';

const small = g.parameter('small', [2, 1]);
const full = g.parameter('full', [2, 3]);
const given = {
  small: { shape: [2, 1], data: Float64Array.of(0.5, -2) },
  full: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
};
const wide = g.expand(small, [2, 3]);

it.each<[string, GraphNode, number]>([
  ['ends where the other operand is as large', g.mul(wide, full), 0],
  ['goes behind functions of the small value, and ends there', g.sub(full, g.exp(g.mul(wide, g.scalar(2)))), 0],
  ['stays where nothing else has its size', g.neg(wide), 1],
  ['stays before a sum', g.sum(wide, [-1]), 1],
])('an expansion %s, and the values stay what they were', (_, node, expansions) => {
  const [sunk] = sinkExpansions([node]);
  expect(sunk!.shape).toEqual(node.shape);
  expect(inOrder([sunk!]).filter((each) => isOp(each, 'expand'))).toHaveLength(expansions);
  expect(evaluate([sunk!], given)[0]!.data).toEqual(evaluate([node], given)[0]!.data);
});
