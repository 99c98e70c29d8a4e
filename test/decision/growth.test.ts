import { expect, test } from 'vitest';
import type { Strategy } from '../../src/decision/cost-model.ts';
import { costAt, fitGrowth } from '../../src/decision/growth.ts';
import { tailAt } from '../../src/decision/tail-at.ts';

test('of a cost that is known at one size, what candidates do not touch stays, and the rest grows at most in proportion', () => {
  // 20 ms, of which 18 encode the query.
  const growth = fitGrowth([{ size: 1_000, cost: { value: 20, low: 19, high: 21 } }], 18);
  const at = (candidates: number) => {
    const { value, low, high, basis } = costAt(growth!, candidates);
    return [value, low, high, basis];
  };
  expect(at(1_000)).toEqual([20, 19, 21, 'measured']);
  expect(at(100_000)).toEqual([18 + 200, 19, 18 + 300, 'bound']);
  expect(at(100)).toEqual([20, 18 + 0.1, 21, 'bound']);
});

test('stages that were timed apart above the whole make all of it fixed, and never a cost that falls', () => {
  const growth = fitGrowth([{ size: 1_000, cost: { value: 2 } }], 3);
  expect([10, 1_000, 1e6].map((candidates) => costAt(growth!, candidates).value)).toEqual([2, 2, 2]);
});

test('a p99 that was measured up to fewer candidates keeps its ratio to the mean in what grows, and not in what does not', () => {
  const line = (sizes: readonly number[], fixed: number, slope: number) =>
    fitGrowth(
      sizes.map((size) => ({ size, cost: { value: fixed + slope * size } })),
      fixed,
    );
  const all = [1_000, 10_000, 100_000];
  // Backbone: 18 ms in the mean and 25 in 99 of 100; the search takes three times as long in the tail.
  const strategy = { latencyMs: line(all, 18, 1e-3), p99Ms: line(all.slice(0, 2), 25, 3e-3) } as unknown as Strategy;
  expect(tailAt(strategy, 100_000)!.value).toBeCloseTo(25 + 300, 6);
  expect(tailAt(strategy, 10_000)!.value).toBeCloseTo(25 + 30, 6);
});

test('a p99 takes the form of its mean, whose graph it would contradict by another one far from what was measured', () => {
  const scattered = [100, 300, 1_000, 6_000].map((size) => ({ size, cost: { value: 2 + 1e-3 * size } }));
  expect(fitGrowth(scattered)?.form).toBe('line');
  const bent = fitGrowth(scattered, 0, 'logarithm')!;
  expect(bent.form).toBe('logarithm');
  expect(costAt(bent, 5e7).value).toBeLessThan(30);
  const bending = [100, 300, 1_000, 6_000].map((size) => ({ size, cost: { value: 1 + Math.log(size) } }));
  expect(fitGrowth(bending)?.form).toBe('logarithm');
  expect(fitGrowth(bending, 0, 'line')?.form).toBe('line');
});
