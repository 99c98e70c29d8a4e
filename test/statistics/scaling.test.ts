import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { fitScaling, predictCost } from '../../src/statistics/scaling.ts';

const sizes = [1e3, 1e4, 1e5, 1e6, 4e6];

describe('fitScaling', () => {
  test('finds the line that made the points', () => {
    const { coefficients, relativeError } = fitScaling(sizes.map((size) => ({ size, cost: 2 + 0.003 * size })));
    expect(coefficients[0]).toBeCloseTo(2, 8);
    expect(coefficients[1]).toBeCloseTo(0.003, 10);
    expect(relativeError).toBeCloseTo(0, 10);
  });

  test('minimises the relative error: no nearby line does better', () => {
    const random = createRandom(1);
    const points = sizes.map((size) => ({ size, cost: (2 + 0.003 * size) * (1 + 0.2 * (random.uniform() - 0.5)) }));
    const [offset, slope] = fitScaling(points).coefficients;
    const loss = (a: number, b: number): number =>
      points.reduce((sum, { size, cost }) => sum + ((cost - a - b * size) / cost) ** 2, 0);
    for (const [da, db] of [
      [1.01, 1],
      [0.99, 1],
      [1, 1.01],
      [1, 0.99],
    ] as const) {
      expect(loss(offset * da, slope * db)).toBeGreaterThan(loss(offset, slope));
    }
  });

  test('agrees with weighted normal equations solved by hand and a printed t: (1, 1), (2, 2), (4, 2)', () => {
    // Weights 1, ¼, ¼: mean size 5/3, spread 11/6, slope 4/11, offset 8/11, s² = 1/11, t(.975, 1) = 12.7062.
    const fit = fitScaling([
      { size: 1, cost: 1 },
      { size: 2, cost: 2 },
      { size: 4, cost: 2 },
    ]);
    expect(fit.coefficients).toEqual([expect.closeTo(8 / 11, 10), expect.closeTo(4 / 11, 10)]);
    expect(fit.intervals![1].high - 4 / 11).toBeCloseTo((12.7062 * Math.sqrt(6)) / 11, 4);
    const variance = ((16 / 11) ** 2 + 1 / 1.5 + (1 / 3) ** 2 / (11 / 6)) / 11;
    expect(predictCost(fit, 2).interval!.high - 16 / 11).toBeCloseTo(12.7062 * Math.sqrt(variance), 4);
  });

  test('contains coefficients and new measurements about as often as it says', () => {
    const random = createRandom(5);
    const measure = (size: number): number => (20 + 0.003 * size) * Math.exp(0.05 * random.normal());
    let coefficient = 0;
    let prediction = 0;
    for (let trial = 0; trial < 600; trial++) {
      const fit = fitScaling(sizes.map((size) => ({ size, cost: measure(size) })));
      const { low, high } = fit.intervals![1];
      if (low <= 0.003 && 0.003 <= high) coefficient++;
      const expected = predictCost(fit, 2e7).interval!;
      const found = measure(2e7);
      if (expected.low <= found && found <= expected.high) prediction++;
    }
    expect(coefficient / 600).toBeCloseTo(0.95, 1.4);
    expect(prediction / 600).toBeCloseTo(0.95, 1.4);
  });

  test('marks what lies outside the measured sizes as extrapolated, with a wider interval', () => {
    const random = createRandom(2);
    const fit = fitScaling(sizes.map((size) => ({ size, cost: (1 + 0.01 * size) * Math.exp(0.1 * random.normal()) })));
    expect([500, 1e3, 4e6, 4.1e6].map((size) => predictCost(fit, size).extrapolated)).toEqual([true, false, false, true]);
    const width = (size: number): number => predictCost(fit, size).interval!.high - predictCost(fit, size).cost;
    expect(width(1e9)).toBeGreaterThan(1e3 * width(1e5));
  });

  test('is plain data that predicts the same after being stored', () => {
    const fit = fitScaling(sizes.map((size, i) => ({ size, cost: 1 + size * (1 + i / 50) })));
    expect(predictCost(JSON.parse(JSON.stringify(fit)), 1e7)).toEqual(predictCost(fit, 1e7));
  });

  test('knows no interval from two points, and refuses one size or a cost of 0', () => {
    const fit = fitScaling([
      { size: 1, cost: 1 },
      { size: 2, cost: 3 },
    ]);
    expect(fit).toMatchObject({ intervals: undefined, relativeError: undefined });
    expect(predictCost(fit, 3)).toEqual({ cost: expect.closeTo(5, 10), interval: undefined, extrapolated: true });
    expect(() => fitScaling([{ size: 1, cost: 1 }])).toThrow('internal');
    expect(() => fitScaling([{ size: 1, cost: 0 }])).toThrow('internal');
  });
});
