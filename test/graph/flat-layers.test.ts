import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { toOnnx } from '../../src/graph/to-onnx.ts';
import { createRandom } from '../../src/random.ts';
import { openSession } from '../../src/runtime/session.ts';

const random = createRandom(7);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
const weights = new Map([
  ['w', numbers(6)],
  ['v', numbers(6)],
  ['b', numbers(2)],
  ['c', numbers(2)],
]);
const [w, v, b, c] = [g.parameter('w', [3, 2]), g.parameter('v', [2, 3]), g.parameter('b', [2]), g.parameter('c', [2])];
const transposed = g.node('matmul', { transposeA: false, transposeB: true }, g.input('x', ['N', 3]), v);

/** Every pair of N and M rows, as a grid has them. */
const pairs = g.add(g.unsqueeze(g.input('x', ['N', 3]), 1), g.unsqueeze(g.input('y', ['M', 3]), 0));
const layer = (x: GraphNode) => g.add(g.matmul(x, w), b);

const cases: Readonly<Record<string, GraphNode>> = {
  'a product with bias and ReLU over pairs': g.relu(layer(pairs)),
  'layers on layers that end in a score': g.squeeze(
    g.add(g.matmul(g.relu(layer(pairs)), g.parameter('last', [2, 1])), g.parameter('one', [1])),
    2,
  ),
  'a bias that comes first': g.relu(g.add(b, g.matmul(pairs, w))),
  'a product that several need': g.add(g.mul(g.matmul(pairs, w), g.matmul(pairs, w)), g.matmul(pairs, w)),
  'a product whose bias comes twice': g.add(g.add(g.matmul(pairs, w), b), c),
  'a product without bias under another operation': g.exp(g.matmul(pairs, w)),
  'rows alone, with a transposed weight': g.relu(g.add(transposed, b)),
};

describe('layers over the rows of all pairs', () => {
  weights.set('last', numbers(2)).set('one', numbers(1));
  for (const [name, score] of Object.entries(cases)) {
    it(`give the values of the plain evaluation: ${name}`, async () => {
      const value = (shape: readonly number[]) => ({ shape, data: Float64Array.from(numbers(shape[0]! * shape[1]!)) });
      const given = { x: value([4, 3]), y: value([5, 3]) };
      const parameters = Object.fromEntries(
        [w, v, b, c, g.parameter('last', [2, 1]), g.parameter('one', [1])].map(({ attributes, shape }) => [
          attributes.name,
          { shape: shape as readonly number[], data: Float64Array.from(weights.get(attributes.name)!) },
        ]),
      );
      const [expected] = evaluate([score], { ...given, ...parameters });
      const session = await openSession(toOnnx('test', [{ name: 'score', node: score }], weights), { device: 'cpu', threads: 1 });
      const feeds = Object.fromEntries(
        session.inputs.map((input) => {
          const { shape, data } = given[input as 'x' | 'y'];
          return [input, { dims: shape, data: Float32Array.from(data) }];
        }),
      );
      const { score: found } = await session.run(feeds);
      await session.close();
      expect(found!.dims).toEqual(expected!.shape);
      expect(found!.data as Float32Array).toBeAllClose(expected!.data, 1e-5, 1e-6);
    });
  }
});
