import { describe, expect, it } from 'vitest';
import type { Fusion } from '../../src/fusion/fusion.ts';
import { kernelPooling } from '../../src/fusion/kernel-pooling.ts';
import { maxSimilarity, maxSimilarityOfLeft } from '../../src/fusion/max-similarity.ts';
import { tokenAttention } from '../../src/fusion/token-attention.ts';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import type { Tokens } from '../../src/graph/tokens.ts';
import { createRandom } from '../../src/random.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Side } from '../../src/types.ts';

const [leftCount, rightCount, width] = [3, 4, 5];
const random = createRandom(41);
const drawn = (count: number) => Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));
const left = drawn(leftCount);
const right = drawn(rightCount);
/** The last left token and the second right one are padding. */
const masks = { left: [1, 1, 0], right: [1, 0, 1, 1] };
const nothing = { global: { rows: 0, columns: 0, data: new Float32Array() } };

/** The score of the one pair by the graph, and the weights it was given. */
function scored({ build }: Fusion<Tokens, Tokens>, values: Readonly<Record<Side, readonly (readonly number[])[]>>) {
  const declared: ParameterDeclaration[] = [];
  const tokens = (side: Side): Tokens => ({
    values: input(`${side}_tokens`, ['P', values[side].length, width], side),
    mask: input(`${side}_mask`, ['P', values[side].length], side),
  });
  const settings = { fusionHidden: [], embedding: width };
  const score = build(tokens('left'), tokens('right'), settings, createParameterScope(declared));
  const weights = initialWeights(declared, 5, { left: nothing, right: nothing });
  const given: Record<string, Value> = {};
  for (const { name, shape } of declared) given[name] = { shape, data: Float64Array.from(weights.get(name)!) };
  for (const side of ['left', 'right'] as const) {
    given[`${side}_tokens`] = { shape: [1, values[side].length, width], data: Float64Array.from(values[side].flat()) };
    given[`${side}_mask`] = { shape: [1, values[side].length], data: Float64Array.from(masks[side]) };
  }
  return { score: evaluate([score], given)[0]!.data[0]!, weights };
}

// The slow references see only the tokens that are there.
const there = (values: readonly (readonly number[])[], mask: readonly number[]) => values.filter((_, i) => mask[i] === 1);
const [us, vs] = [there(left, masks.left), there(right, masks.right)];
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const cos = (a: readonly number[], b: readonly number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const nearest = (from: readonly (readonly number[])[], to: readonly (readonly number[])[]): number =>
  mean(from.map((u) => Math.max(...to.map((v) => cos(u, v)))));

describe('fusions of tokens', () => {
  it('MaxSim is the mean over tokens of the greatest cosine', () => {
    expect(scored(maxSimilarityOfLeft, { left, right }).score).toBeCloseTo(nearest(us, vs), 9);
    expect(scored(maxSimilarity, { left, right }).score).toBeCloseTo((nearest(us, vs) + nearest(vs, us)) / 2, 9);
  });

  it('kernel pooling is a layer over mean logarithms of soft counts', () => {
    const { score, weights } = scored(kernelPooling, { left, right });
    const expected = Array.from({ length: 10 }, (_, k) => {
      const middle = 0.9 - 0.2 * k;
      return mean(us.map((u) => Math.log(1e-10 + vs.reduce((sum, v) => sum + Math.exp(-((cos(u, v) - middle) ** 2) / 0.02), 0))));
    });
    const [weight, bias] = [weights.get('weight')!, weights.get('bias')!];
    expect(score).toBeCloseTo(
      expected.reduce((sum, x, k) => sum + x * weight[k]!, bias[0]!),
      5,
    );
  });

  it('token attention compares tokens with the vectors they attend to, though it never makes these', () => {
    const unit = (x: readonly number[]) => x.map((value) => value / Math.sqrt(dot(x, x)));
    const found = (from: readonly (readonly number[])[], to: readonly (readonly number[])[]): number =>
      mean(
        from.map((u) => {
          const weights = to.map((v) => Math.exp(9 * cos(u, v)));
          const total = weights.reduce((sum, w) => sum + w, 0);
          const attended = Array.from({ length: width }, (_, e) =>
            to.reduce((sum, v, s) => sum + (weights[s]! / total) * unit(v)[e]!, 0),
          );
          return cos(u, attended);
        }),
      );
    expect(scored(tokenAttention, { left, right }).score).toBeCloseTo((found(us, vs) + found(vs, us)) / 2, 6);
  });

  it.each([
    ['MaxSim', maxSimilarity],
    ['kernel pooling', kernelPooling],
    ['token attention', tokenAttention],
  ])('%s gives what it gave whatever padding holds', (_, fusion) => {
    const other = {
      left: left.with(
        2,
        left[2]!.map((x) => 50 * x),
      ),
      right: right.with(1, right[0]!),
    };
    expect(scored(fusion, other).score).toBeCloseTo(scored(fusion, { left, right }).score, 9);
  });
});
