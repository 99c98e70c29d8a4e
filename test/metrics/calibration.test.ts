import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPlatt, type PlattScaling, probabilityOf } from '../../src/metrics/platt.ts';
import { calibrationError, reliability } from '../../src/metrics/reliability.ts';
import { levelsOf, type ScoreLevels } from '../../src/metrics/score-levels.ts';
import { createRandom } from '../../src/random.ts';

const levels = (scores: readonly number[], labels: readonly number[]): ScoreLevels =>
  levelsOf({ offsets: Float64Array.of(0, scores.length), scores: Float32Array.from(scores), right: Uint8Array.from(labels) });

const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Where an increasing function crosses 0. */
function root(of: (x: number) => number): number {
  let [low, high] = [-1, 1];
  while (of(low) > 0) low *= 2;
  while (of(high) < 0) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (of(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The same optimum by two nested bisections: the loss is convex, so its slope in the bias grows, and its slope in the scale at the best bias too. */
function slowPlatt(scores: readonly number[], labels: readonly number[]): PlattScaling {
  const rights = labels.filter((label) => label === 1).length;
  const targets = labels.map((label) => (label === 1 ? (rights + 1) / (rights + 2) : 1 / (labels.length - rights + 2)));
  const slope = (scale: number, bias: number, by: (score: number) => number): number =>
    scores.reduce((sum, score, i) => sum + (sigmoid(scale * score + bias) - targets[i]!) * by(score), 0);
  const biasOf = (scale: number): number => root((bias) => slope(scale, bias, () => 1));
  const scale = root((tried) => slope(tried, biasOf(tried), (score) => score));
  return { scale, bias: biasOf(scale) };
}

/** A world in which the log odds are 2 s − 1. */
function logisticWorld(count: number, seed: number) {
  const random = createRandom(seed);
  const scores = Array.from({ length: count }, () => Math.fround(1.5 * random.normal()));
  return { scores, labels: scores.map((score) => Number(random.uniform() < sigmoid(2 * score - 1))) };
}

describe('Platt scaling', () => {
  test('finds the optimum that bisection finds, for separable, noisy and inverted scores alike', () => {
    const problem = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 4,
      maxLength: 25,
    });
    fc.assert(
      fc.property(problem, fc.constantFrom(-1, 1), (pairs, sign) => {
        const scores = pairs.map(([score]) => Math.fround((sign * score) / 8));
        const labels = pairs.map(([score, flip]) => Number(flip === 1 ? score > 0 : score % 2 === 0));
        fc.pre(new Set(labels).size === 2 && new Set(scores).size > 1);
        const fitted = fitPlatt(levels(scores, labels))!;
        const expected = slowPlatt(scores, labels);
        expect(fitted.scale).toBeCloseTo(expected.scale, 5);
        expect(fitted.bias).toBeCloseTo(expected.bias, 5);
      }),
      { seed: 9, numRuns: 40 },
    );
  });

  test('keeps a perfect scorer finite, and gives its pairs about the targets (R + 1) / (R + 2) and 1 / (W + 2)', () => {
    const scaling = fitPlatt(levels([-1, -1, -1, 1, 1], [0, 0, 0, 1, 1]))!;
    expect(probabilityOf(scaling, 1)).toBeCloseTo(3 / 4, 8);
    expect(probabilityOf(scaling, -1)).toBeCloseTo(1 / 5, 8);
  });

  test('gives a constant scorer the mean target and no scale, and an inverted one a negative scale', () => {
    const constant = fitPlatt(levels([0.7, 0.7, 0.7, 0.7], [1, 0, 0, 0]))!;
    expect(constant.scale).toBeCloseTo(0, 8);
    expect(probabilityOf(constant, 0.7)).toBeCloseTo((2 / 3 + 3 / 5) / 4, 8);
    expect(fitPlatt(levels([1, 2, 3, 4], [1, 1, 0, 0]))!.scale).toBeLessThan(0);
  });

  test('finds scale and bias of a known logistic world within their error, and there what is said is true', () => {
    const { scores, labels } = logisticWorld(20_000, 3);
    const world = levels(scores, labels);
    const scaling = fitPlatt(world)!;
    expect(scaling.scale).toBeGreaterThan(1.9);
    expect(scaling.scale).toBeLessThan(2.1);
    expect(Math.abs(scaling.bias + 1)).toBeLessThan(0.1);
    const bins = reliability(world, scaling);
    expect(bins).toHaveLength(10);
    for (const { pairs, predicted, observed } of bins) {
      expect(pairs).toBeCloseTo(2_000, -1);
      expect(Math.abs(predicted - observed)).toBeLessThan(5 * Math.sqrt((predicted * (1 - predicted)) / pairs) + 1e-3);
    }
    expect(calibrationError(bins)).toBeLessThan(0.015);
  });

  test('does not care about the unit or the origin of scores', () => {
    const { scores, labels } = logisticWorld(500, 4);
    const plain = fitPlatt(levels(scores, labels))!;
    const far = scores.map((score) => Math.fround(1024 * score + 4096));
    const moved = fitPlatt(levels(far, labels))!;
    for (const [i, score] of scores.entries()) expect(probabilityOf(moved, far[i]!)).toBeCloseTo(probabilityOf(plain, score), 3);
  });

  test('is missing without right or without wrong pairs', () => {
    expect(fitPlatt(levels([1, 2], [1, 1]))).toBeUndefined();
    expect(fitPlatt(levels([1, 2], [0, 0]))).toBeUndefined();
    expect(fitPlatt(levels([], []))).toBeUndefined();
  });
});

describe('a reliability table', () => {
  const sure = { scale: 1, bias: 0 };

  test('holds a tenth of the pairs a bin when no two are equal, in ascending order of probability', () => {
    const { scores, labels } = logisticWorld(237, 5);
    for (const scaling of [sure, { scale: -1, bias: 0.5 }]) {
      const bins = reliability(levels(scores, labels), scaling);
      const ordered = scores
        .map((score, i) => ({ p: probabilityOf(scaling, score), label: labels[i]! }))
        .sort((a, b) => a.p - b.p);
      expect(bins).toHaveLength(10);
      let first = 0;
      bins.forEach(({ pairs, predicted, observed }, i) => {
        const end = Math.ceil((237 * (i + 1)) / 10 - 1e-9);
        const own = ordered.slice(first, end);
        expect(pairs).toBe(end - first);
        expect(predicted).toBeCloseTo(own.reduce((sum, { p }) => sum + p, 0) / own.length, 10);
        expect(observed).toBeCloseTo(own.reduce((sum, { label }) => sum + label, 0) / own.length, 10);
        first = end;
      });
    }
  });

  test('never parts pairs of one probability', () => {
    expect(reliability(levels([1, 1, 1, 1, 2], [1, 0, 0, 0, 1]), sure)).toHaveLength(2);
    // Different scores, one probability.
    expect(reliability(levels([1, 2, 3, 4], [1, 0, 0, 0]), { scale: 0, bias: 0 })).toEqual([
      { pairs: 4, predicted: 0.5, observed: 0.25 },
    ]);
    expect(reliability(levels([], []), sure)).toEqual([]);
  });

  test('has the error that its definition says, and none without a pair', () => {
    expect(
      calibrationError([
        { pairs: 30, predicted: 0.2, observed: 0.3 },
        { pairs: 10, predicted: 0.9, observed: 0.5 },
      ]),
    ).toBeCloseTo(0.75 * 0.1 + 0.25 * 0.4, 12);
    expect(calibrationError([])).toBeUndefined();
  });
});
