import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { fitScaling, predictCost } from '../../src/statistics/scaling.ts';

const sizes = [1e3, 1e4, 1e5, 1e6, 4e6];

describe('fitScaling', () => {
  test('finds the line and the power law that made the points', () => {
    const linear = fitScaling(
      'linear',
      sizes.map((size) => ({ size, cost: 2 + 0.003 * size })),
    );
    expect(linear.coefficients[0]).toBeCloseTo(2, 8);
    expect(linear.coefficients[1]).toBeCloseTo(0.003, 10);
    const power = fitScaling(
      'power',
      sizes.map((size) => ({ size, cost: 0.5 * size ** 0.8 })),
    );
    expect(power.coefficients[0]).toBeCloseTo(0.5, 10);
    expect(power.coefficients[1]).toBeCloseTo(0.8, 10);
    expect(power.relativeError).toBeCloseTo(0, 10);
  });

  test('minimises the relative error: no nearby line does better', () => {
    const random = createRandom(1);
    const points = sizes.map((size) => ({ size, cost: (2 + 0.003 * size) * (1 + 0.2 * (random.uniform() - 0.5)) }));
    const [offset, slope] = fitScaling('linear', points).coefficients;
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

  test('agrees with normal equations and a printed t for equal weights: y = x² at x = 1, 2, 4 in logarithms with one error', () => {
    // log2: (0, 0), (1, 2), (2, 5): slope 2.5, offset -1/6, residuals 1/6 -1/3 1/6, s² = 1/6, t(.975, 1) = 12.7062.
    const fit = fitScaling('power', [
      { size: 1, cost: 1 },
      { size: 2, cost: 4 },
      { size: 4, cost: 32 },
    ]);
    expect(fit.coefficients[1]).toBeCloseTo(2.5, 10);
    expect(Math.log2(fit.coefficients[0])).toBeCloseTo(-1 / 6, 10);
    expect(fit.intervals![1].high - 2.5).toBeCloseTo(12.7062 * Math.sqrt(1 / 6 / 2), 3);
    const at2 = predictCost(fit, 2).interval!;
    expect(Math.log2(at2.high) - (2.5 - 1 / 6)).toBeCloseTo(12.7062 * Math.sqrt((1 / 6) * (1 + 1 / 3)), 3);
  });

  test('contains coefficients and new measurements about as often as it says', () => {
    const random = createRandom(5);
    for (const form of ['linear', 'power'] as const) {
      const truth = form === 'linear' ? (size: number) => 20 + 0.003 * size : (size: number) => 0.02 * size ** 0.9;
      const second = form === 'linear' ? 0.003 : 0.9;
      const measure = (size: number): number => truth(size) * Math.exp(0.05 * random.normal());
      let coefficient = 0;
      let prediction = 0;
      for (let trial = 0; trial < 600; trial++) {
        const fit = fitScaling(
          form,
          sizes.map((size) => ({ size, cost: measure(size) })),
        );
        const { low, high } = fit.intervals![1];
        if (low <= second && second <= high) coefficient++;
        const expected = predictCost(fit, 2e7).interval!;
        const found = measure(2e7);
        if (expected.low <= found && found <= expected.high) prediction++;
      }
      expect(coefficient / 600).toBeCloseTo(0.95, 1.4);
      expect(prediction / 600).toBeCloseTo(0.95, 1.4);
    }
  });

  test('marks what lies outside the measured sizes as extrapolated, with a wider interval', () => {
    const random = createRandom(2);
    const fit = fitScaling(
      'power',
      sizes.map((size) => ({ size, cost: size ** 0.9 * Math.exp(0.1 * random.normal()) })),
    );
    expect([500, 1e3, 4e6, 4.1e6].map((size) => predictCost(fit, size).extrapolated)).toEqual([true, false, false, true]);
    const ratio = (size: number): number => predictCost(fit, size).interval!.high / predictCost(fit, size).interval!.low;
    expect(ratio(1e9)).toBeGreaterThan(ratio(1e5));
  });

  test('is plain data that predicts the same after being stored', () => {
    const fit = fitScaling(
      'linear',
      sizes.map((size, i) => ({ size, cost: 1 + size * (1 + i / 50) })),
    );
    expect(predictCost(JSON.parse(JSON.stringify(fit)), 1e7)).toEqual(predictCost(fit, 1e7));
  });

  test('knows no interval from two points, and refuses one size or a cost of 0', () => {
    const fit = fitScaling('linear', [
      { size: 1, cost: 1 },
      { size: 2, cost: 3 },
    ]);
    expect(fit).toMatchObject({ intervals: undefined, relativeError: undefined });
    expect(predictCost(fit, 3)).toEqual({ cost: expect.closeTo(5, 10), interval: undefined, extrapolated: true });
    expect(() => fitScaling('linear', [{ size: 1, cost: 1 }])).toThrow('internal');
    expect(() => fitScaling('power', [{ size: 1, cost: 0 }])).toThrow('internal');
  });
});
