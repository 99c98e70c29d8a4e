import { describe, expect, it } from 'vitest';
import { cosine } from '../../src/fusion/cosine.ts';
import type { Fusion } from '../../src/fusion/fusion.ts';
import { gatedUnit } from '../../src/fusion/gated-unit.ts';
import { logitMixture } from '../../src/fusion/logit-mixture.ts';
import { lowRankBilinear } from '../../src/fusion/low-rank-bilinear.ts';
import { neuralFactorisation } from '../../src/fusion/neural-factorisation.ts';
import { polyCodes } from '../../src/fusion/poly-codes.ts';
import { productDifference } from '../../src/fusion/product-difference.ts';
import { sum } from '../../src/fusion/sum.ts';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { createRandom } from '../../src/random.ts';
import { initialWeights } from '../../src/training/weights.ts';

const width = 4;
const settings = { fusionHidden: [5, 3], embedding: 6 };
/** `count` vectors one after the other. */
const parts = (x: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, (_, i) => x.slice((i * x.length) / count, ((i + 1) * x.length) / count));
const softmaxOf = (x: readonly number[]): number[] => {
  const exponentials = x.map(Math.exp);
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / total);
};
const random = createRandom(23);
const vectors = Array.from({ length: 2 }, () => Array.from({ length: width }, () => random.normal()));
const [u, v] = vectors as [number[], number[]];
const nothing = { global: { rows: 0, columns: 0, data: new Float32Array() } };

/** The score of the pair (u, v) by the graph, and the weights it was given: drawn anew where they start at a constant, if asked. */
function scored({ build }: Fusion, drawn = false) {
  const declared: ParameterDeclaration[] = [];
  const side = (name: 'left' | 'right') => input(name, ['P', width], name);
  const score = build(side('left'), side('right'), settings, createParameterScope(declared));
  const weights = initialWeights(declared, 5, { left: nothing, right: nothing });
  if (drawn)
    for (const [name, values] of weights)
      weights.set(
        name,
        values.map(() => random.normal()),
      );
  const given = Object.fromEntries(
    declared.map(({ name, shape }) => [name, { shape, data: Float64Array.from(weights.get(name)!) }]),
  );
  const rows = {
    left: { shape: [1, width], data: Float64Array.from(u) },
    right: { shape: [1, width], data: Float64Array.from(v) },
  };
  return { score: evaluate([score], { ...given, ...rows })[0]!.data[0]!, weights };
}

type Given = ReturnType<typeof scored>['weights'];
const layer = (x: readonly number[], name: string, weights: Given): number[] => {
  const [weight, bias] = [weights.get(`${name}.weight`)!, weights.get(`${name}.bias`)!];
  return Array.from(bias, (b, o) => x.reduce((total, value, i) => total + value * weight[i * bias.length + o]!, b));
};
const relu = (x: readonly number[]): number[] => x.map((value) => Math.max(0, value));
/** Two hidden layers and one to the score. */
const network = (x: readonly number[], prefix: string, weights: Given): number =>
  layer(relu(layer(relu(layer(x, `${prefix}0`, weights)), `${prefix}1`, weights)), `${prefix}2`, weights)[0]!;
const times = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value * b[i]!);
const innerProduct = (a: readonly number[], b: readonly number[]): number => times(a, b).reduce((x, y) => x + y);
const length = (x: readonly number[]): number => Math.sqrt(innerProduct(x, x));
const cosineOfPair = innerProduct(u, v) / Math.sqrt(innerProduct(u, u) * innerProduct(v, v));
const [tanhU, tanhV] = [u.map(Math.tanh), v.map(Math.tanh)];

describe('a fusion gives what its formula says', () => {
  it('low-rank bilinear: MLP(tanh(u) · tanh(v))', () => {
    const { score, weights } = scored(lowRankBilinear, true);
    expect(score).toBeCloseTo(network(times(tanhU, tanhV), '', weights), 10);
  });

  it('gated unit: MLP(z · tanh(Wu u) + (1 − z) · tanh(Wv v)), z = σ(Wz [u; v])', () => {
    const { score, weights } = scored(gatedUnit, true);
    const [own, other] = [layer(u, 'left', weights).map(Math.tanh), layer(v, 'right', weights).map(Math.tanh)];
    const mixed = layer([...u, ...v], 'gate', weights).map((x, i) => {
      const z = 1 / (1 + Math.exp(-x));
      return z * own[i]! + (1 - z) * other[i]!;
    });
    expect(score).toBeCloseTo(network(mixed, '', weights), 10);
  });

  it('neural factorisation: h · [p · q; MLP([p′; q′])]', () => {
    const { score, weights } = scored(neuralFactorisation, true);
    const product = times(layer(u, 'left.product', weights), layer(v, 'right.product', weights));
    const joined = [...layer(u, 'left.deep', weights), ...layer(v, 'right.deep', weights)];
    const deep = relu(layer(relu(layer(joined, 'deep.0', weights)), 'deep.1', weights));
    expect(score).toBeCloseTo(layer([...product, ...deep], 'score', weights)[0]!, 10);
  });

  it('mixture of logits: Σᵢⱼ πᵢⱼ cos(fᵢ, gⱼ), π = softmax(a(u) · b(v) + MLP(cosines))', () => {
    const { score, weights } = scored(logitMixture, true);
    // 6 values in 4 vectors: 2 each.
    const [f, g] = [parts(layer(u, 'left.vectors', weights), 4), parts(layer(v, 'right.vectors', weights), 4)];
    expect(f[0]).toHaveLength(2);
    const cosines = f.flatMap((a) => g.map((b) => innerProduct(a, b) / (length(a) * length(b))));
    const crossed = layer(relu(layer(cosines, 'cross.0', weights)), 'cross.1', weights);
    const gate = times(layer(u, 'left.gate', weights), layer(v, 'right.gate', weights));
    const mixed = innerProduct(softmaxOf(gate.map((x, i) => x + crossed[i]!)), cosines);
    expect(score).toBeCloseTo(mixed, 10);
  });

  it('poly codes: Σᵢ wᵢ cos(v, cᵢ), w = softmax(s cos(v, cᵢ))', () => {
    const { score, weights } = scored(polyCodes, true);
    const vector = layer(v, 'vector', weights);
    const cosines = parts(layer(u, 'codes', weights), 8).map(
      (code) => innerProduct(code, vector) / (length(code) * length(vector)),
    );
    const attention = softmaxOf(cosines.map((cosine) => Math.exp(weights.get('log_scale')![0]!) * cosine));
    expect(score).toBeCloseTo(innerProduct(attention, cosines), 10);
  });

  it('sum: the scaled cosine and the network beside it', () => {
    const { score, weights } = scored(sum(cosine, lowRankBilinear), true);
    const scale = Math.exp(weights.get('base.log_scale')![0]!);
    expect(score).toBeCloseTo(scale * cosineOfPair + network(times(tanhU, tanhV), 'residual.', weights), 10);
  });
});

it.each([
  ['low-rank bilinear', lowRankBilinear],
  ['gated unit', gatedUnit],
  ['neural factorisation', neuralFactorisation],
  ['product and difference', productDifference],
])('a sum with %s as residual begins at the scaled cosine', (_, residual) => {
  expect(scored(sum(cosine, residual)).score).toBeCloseTo(cosineOfPair / 0.07, 5);
});
