import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { gradients } from '../../src/graph/gradients.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { runGraph } from '../support/run-graph.ts';

describe('steps, which onnxruntime is given as steep ramps', () => {
  const least = 1.2e-38;
  const given = {
    a: { shape: [8], data: Float64Array.of(1, 1, -3, 0, -0, least, -least, 3e38).map(Math.fround) },
    b: { shape: [8], data: Float64Array.of(1, Math.fround(1 + 2 ** -23), -3, 0, 0, 0, 0, 3e38).map(Math.fround) },
  };
  const [a, b] = [g.parameter('a', [8]), g.parameter('b', [8])];

  it.each<[string, GraphNode, readonly number[]]>([
    ['atLeast of equal values, of neighbours and of zeros', g.atLeast(a, b), [1, 0, 1, 1, 1, 1, 0, 1]],
    ['gate at zero and beside it', g.gate(b, a), [1, 1 + 2 ** -23, 0, 0, 0, 0, 0, Math.fround(3e38)]],
    ['sign of zeros and of the smallest normal values', g.sign(a), [1, 1, -1, 0, 0, 1, -1, 1]],
  ])('%s', async (_, node, expected) => {
    const [actual] = await runGraph([node], given);
    expect(actual!).toBeAllClose(expected, 0, 0);
    expect([...evaluate([node], given)[0]!.data].map((x) => x + 0)).toEqual(expected);
  });

  it('equal greatest values share the gradient', async () => {
    const x = g.parameter('x', [2, 3]);
    const values = { x: { shape: [2, 3], data: Float64Array.of(2, 5, 5, -1, -1, -1) } };
    const [gradient] = gradients(g.sum(g.max(x, [-1]), [0]), [x]);
    const expected = [0, 0.5, 0.5, 1 / 3, 1 / 3, 1 / 3];
    expect((await runGraph([gradient!], values))[0]!).toBeAllClose(expected, 1e-6, 0);
    expect(evaluate([gradient!], values)[0]!.data).toBeAllClose(expected, 1e-12, 0);
  });
});
