import { expect, test } from 'vitest';
import { affordable } from '../../src/decision/affordable.ts';
import { fitScaling, predictCost } from '../../src/statistics/scaling.ts';

const line = (offset: number, slope: number, sizes: readonly number[]) =>
  fitScaling(sizes.map((size) => ({ size, cost: offset + slope * size })));

test('the largest size is where the line meets the budget', () => {
  expect(affordable(line(1, 0.5, [10, 20, 40]), 16)?.size).toBe(30);
  expect(affordable(line(0.5, 2e-6, [1000, 100_000, 4_000_000]), 3600)?.size).toBeCloseTo(1_799_750_000, -3);
});

test('a budget below the fixed cost pays for nothing', () => {
  expect(affordable(line(2, 0.5, [10, 20, 40]), 1)).toMatchObject({ size: 0, extrapolated: true });
});

test('only sizes outside the measured ones are marked as extrapolated', () => {
  const fit = line(1, 0.5, [10, 20, 40]);
  expect([3, 11, 21, 22].map((budget) => affordable(fit, budget)?.extrapolated)).toEqual([true, false, false, true]);
});

test('the ends of the interval are the sizes whose own prediction interval ends at the budget', () => {
  const fit = fitScaling([10, 30, 100, 300, 1000].map((size, i) => ({ size, cost: (1 + size) * (i % 2 ? 1.03 : 0.97) })));
  const { size, low, high } = affordable(fit, 600)!;
  expect(low).toBeLessThan(size);
  expect(high).toBeGreaterThan(size);
  expect(predictCost(fit, low!).interval!.high).toBeLessThanOrEqual(600);
  expect(predictCost(fit, low! + 1).interval!.high).toBeGreaterThan(600);
  expect(predictCost(fit, high!).interval!.low).toBeLessThanOrEqual(600);
  expect(predictCost(fit, high! + 1).interval!.low).toBeGreaterThan(600);
});

test('two sizes give no interval', () => {
  expect(affordable(line(1, 1, [1, 2]), 10)).toEqual({ size: 9, extrapolated: true });
});

test('a cost that does not grow limits nothing', () => {
  expect(affordable(line(5, -0.01, [10, 20, 40]), 4)).toBeUndefined();
});
