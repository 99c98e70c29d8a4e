import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { sinkPermutations } from '../../src/graph/sink-permutations.ts';
import { createRandom } from '../../src/random.ts';

const random = createRandom(9);
const value = (shape: readonly number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});
const x = g.parameter('x', [2, 3, 4, 5]);
const small = g.parameter('small', [2, 1, 3]);
const given = { x: value([2, 3, 4, 5]), small: value([2, 1, 3]) };
/** As over a grid: rows, columns, tokens of rows, tokens of columns. */
const moved = g.permute(x, [0, 2, 1, 3]);

/** Values that are moved in memory. */
const movedValues = (node: GraphNode): number =>
  inOrder([node])
    .filter(({ op }) => op === 'permute')
    .reduce((total, { shape }) => total + shape.reduce<number>((product, dim) => product * (dim as number), 1), 0);

describe('sinking permutations', () => {
  it.each<[string, GraphNode, number]>([
    ['a maximum over the last axis', g.max(moved, [-1]), 2 * 3 * 4],
    ['a maximum over the axis before it', g.max(moved, [-2]), 0],
    ['functions of single values, then a sum', g.sum(g.exp(g.mul(moved, g.scalar(-0.5))), [-1, -2]), 0],
    ['a kept axis', g.sum(moved, [-1], true), 2 * 3 * 4],
    ['a softmax along the last axis, then a sum of products', g.sum(g.mul(g.softmax(moved), moved), [-1]), 2 * 3 * 4],
    ['a small operand that is permuted instead', g.sum(g.mul(g.max(moved, [-1]), small), [-1]), 2 * 3],
    ['one permutation undone by another', g.permute(g.relu(moved), [0, 2, 1, 3]), 0],
  ])('through %s keeps the values and moves fewer', (_, node, expected) => {
    const [sunk] = sinkPermutations([node]);
    expect(sunk!.shape).toEqual(node.shape);
    expect(evaluate([sunk!], given)[0]!.data).toBeAllClose(evaluate([node], given)[0]!.data, 1e-12, 1e-12);
    expect(movedValues(sunk!)).toBe(expected);
    expect(movedValues(node)).toBeGreaterThan(expected);
  });

  it('stops before a softmax that would run along another axis than the last', () => {
    const [sunk] = sinkPermutations([g.softmax(moved, -2)]);
    expect(inOrder([sunk!]).map(({ op }) => op)).toEqual(['parameter', 'permute', 'softmax']);
  });
});
