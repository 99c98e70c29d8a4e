import { describe, expect, it } from 'vitest';
import { linear, mlp, unitVector } from '../../src/graph/blocks.ts';
import * as g from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { factorise } from '../../src/graph/factorise.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { overGrid, partition } from '../../src/graph/partition.ts';
import { check, inOrder } from '../../src/graph/rewrite.ts';
import { dependence } from '../../src/graph/sides.ts';
import { work } from '../../src/graph/work.ts';
import { createRandom } from '../../src/random.ts';

const random = createRandom(3);
const value = (shape: readonly number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});
const x = g.input('left', ['P', 5], 'left');
const y = g.input('right', ['P', 3], 'right');

/** Models of every kind: how they are built, what of each side is cached, operations of a pair with both sides cached. */
const builders = {
  'a dual tower': {
    build: (scope: ReturnType<typeof createParameterScope>) =>
      g.dot(unitVector(linear(x, 4, scope.within('l'))), unitVector(linear(y, 4, scope.within('r')))),
    cached: { left: [[4]], right: [[4]] },
    operations: 2 * 4,
  },
  'a squared distance': {
    build: (scope: ReturnType<typeof createParameterScope>) => {
      const [u, v] = [linear(x, 4, scope.within('l')), linear(y, 4, scope.within('r'))];
      return g.sub(g.sub(g.mul(g.dot(u, v), g.scalar(2)), g.sum(g.mul(u, u), [-1])), g.sum(g.mul(v, v), [-1]));
    },
    cached: { left: [[4], []], right: [[4], []] },
    operations: 2 * 4 + 3,
  },
  'an MLP over the joined features': {
    build: (scope: ReturnType<typeof createParameterScope>) => g.squeeze(mlp(g.concat([x, y]), [6, 4, 1], g.relu, 0, scope), -1),
    cached: { left: [[6]], right: [[6]] },
    // add, relu | 6 → 4, bias, relu | 4 → 1, bias
    operations: 6 + 6 + (2 * 6 * 4 + 4 + 4) + (2 * 4 + 1),
  },
  'an MLP over product and difference': {
    build: (scope: ReturnType<typeof createParameterScope>) => {
      const [u, v] = [linear(x, 4, scope.within('l')), linear(y, 4, scope.within('r'))];
      return g.squeeze(mlp(g.concat([u, v, g.mul(u, v), g.abs(g.sub(u, v))]), [6, 1], g.relu, 0, scope), -1);
    },
    cached: { left: [[6], [4]], right: [[6], [4]] },
    // u·v, u − v, |·| | two products 4 → 6 | three additions of 6, relu | 6 → 1, bias
    operations: 3 * 4 + 2 * (2 * 4 * 6) + 3 * 6 + 6 + (2 * 6 + 1),
  },
  'a mixture by a gate': {
    build: (scope: ReturnType<typeof createParameterScope>) => {
      const gate = g.sigmoid(linear(g.concat([x, y]), 4, scope.within('gate')));
      const [u, v] = [linear(x, 4, scope.within('l')), linear(y, 4, scope.within('r'))];
      return g.squeeze(linear(g.add(v, g.mul(gate, g.sub(u, v))), 1, scope.within('score')), -1);
    },
    // The halves of the gate's layer, and both candidates.
    cached: { left: [[4], [4]], right: [[4], [4]] },
    // gate: add, sigmoid | u − v, product, add | 4 → 1, bias
    operations: 2 * 4 + 3 * 4 + (2 * 4 + 1),
  },
  'one layer over a product and an MLP': {
    build: (scope: ReturnType<typeof createParameterScope>) => {
      const [u, v] = [linear(x, 5, scope.within('l')), linear(y, 5, scope.within('r'))];
      const deep = g.relu(linear(g.concat([x, y]), 3, scope.within('deep')));
      return g.squeeze(linear(g.concat([g.mul(u, v), deep]), 1, scope.within('score')), -1);
    },
    cached: { left: [[5], [3]], right: [[5], [3]] },
    // an inner product of 5 | add, relu, 3 → 1 | sum of both, bias
    operations: 2 * 5 + (3 + 3 + 2 * 3) + 2,
  },
  'a product with factors of either side on both ends': {
    build: (scope: ReturnType<typeof createParameterScope>) => {
      const [u, v] = [linear(x, 4, scope.within('l')), linear(y, 4, scope.within('r'))];
      return g.sum(g.mul(g.mul(g.mul(u, v), g.tanh(u)), g.tanh(v)), [-1]);
    },
    cached: { left: [[4]], right: [[4]] },
    // one product, one sum
    operations: 4 + 4,
  },
};

describe.each(Object.entries(builders))('partition of %s', (_, { build, cached, operations }) => {
  const declared: ParameterDeclaration[] = [];
  const score = build(createParameterScope(declared));
  const weights = Object.fromEntries(declared.map(({ name, shape }) => [name, value(shape)]));
  const cut = partition(score);
  const shapes = (nodes: readonly GraphNode[]) =>
    nodes.map(({ shape }) => shape.slice(1)).toSorted((a, b) => b.length - a.length || Number(b[0]) - Number(a[0]));

  it('caches as much of each side as the algebra allows', () => {
    expect(shapes(cut.left)).toEqual(cached.left);
    expect(shapes(cut.right)).toEqual(cached.right);
    expect(work([cut.score]).operations).toBe(operations);
  });

  it('leaves nothing in the interaction that sees one side only, but its inputs', () => {
    const oneSided = inOrder([cut.score]).filter(
      (node) => node.op !== 'input' && (dependence(node) === 'left' || dependence(node) === 'right'),
    );
    expect(oneSided).toEqual([]);
  });

  it('scores pairs as the model it came from', () => {
    const given = { ...weights, left: value([7, 5]), right: value([7, 3]) };
    const halves = evaluate([...cut.left, ...cut.right], given);
    const names = [...cut.leftCached, ...cut.rightCached].map(({ attributes }) => attributes.name);
    const cachedValues = Object.fromEntries(names.map((name, i) => [name, halves[i]!]));
    const [whole] = evaluate([score], given);
    expect(whole!.shape).toEqual([7]);
    expect(evaluate([cut.score], { ...weights, ...cachedValues })[0]!.data).toBeAllClose(whole!.data, 1e-10, 1e-12);
  });

  it('scores a grid as the pairs it is made of', () => {
    const [left, right] = [value([4, 5]), value([6, 3])];
    const scores = overGrid(cut, cut.left, cut.right);
    // The grid joins N rows of one side with M of the other, so the sides need names of their own.
    const renamed = partitionedGrid(cut);
    expect(renamed.shape).toEqual(['N', 'M']);
    expect(scores.shape.length).toBe(2);
    const halves = { ...weights, left, right };
    const cachedValues = Object.fromEntries(
      [...cut.left, ...cut.right].map((node, i) => [
        [...cut.leftCached, ...cut.rightCached][i]!.attributes.name,
        evaluate([node], halves)[0]!,
      ]),
    );
    const [grid] = evaluate([renamed], { ...weights, ...cachedValues });
    expect(grid!.shape).toEqual([4, 6]);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 6; j++) {
        const pair = {
          left: { shape: [1, 5], data: left.data.slice(i * 5, i * 5 + 5) },
          right: { shape: [1, 3], data: right.data.slice(j * 3, j * 3 + 3) },
        };
        expect(grid!.data[i * 6 + j]).toBeCloseTo(evaluate([score], { ...weights, ...pair })[0]!.data[0]!, 10);
      }
    }
  });
});

const partitionedGrid = (cut: ReturnType<typeof partition>): GraphNode => {
  const counted = (nodes: typeof cut.leftCached, count: string) =>
    nodes.map(({ attributes: { name, shape, side } }) => g.input(name, [count, ...shape.slice(1)], side));
  return overGrid(cut, counted(cut.leftCached, 'N'), counted(cut.rightCached, 'M'));
};

describe('factorise', () => {
  it('leaves a linear layer over one side alone', () => {
    const oneSided = g.matmul(g.concat([x, g.relu(x)]), g.parameter('w', [10, 2]));
    const score = g.dot(oneSided, g.matmul(y, g.parameter('v', [3, 2])));
    expect(inOrder(factorise([score])).filter(({ op }) => op === 'matmul')).toHaveLength(2);
  });

  it('turns a product over both sides into one product a part', () => {
    const joined = g.matmul(g.concat([x, y]), g.parameter('w', [8, 2]));
    const products = inOrder(factorise([joined])).filter(({ op }) => op === 'matmul');
    expect(products.map(dependence).toSorted()).toEqual(['left', 'right']);
  });
});

describe('partition', () => {
  it('refuses a score that ignores a side', () => {
    expect(() => partition(g.sum(x, [-1]))).toThrow(/both sides/);
  });

  it('finds a rewrite whose shapes are wrong', () => {
    const wrong = { ...g.relu(x), shape: ['P', 6] };
    expect(() => check([wrong])).toThrow(/internal: relu says \[P,6\]/);
  });
});
