import { describe, expect, test } from 'vitest';
import { affordableSize } from '../../src/decision/affordable-size.ts';
import { costAt, fitGrowth } from '../../src/decision/growth.ts';
import { serviceRate } from '../../src/decision/service-rate.ts';
import { tailAt } from '../../src/decision/tail-at.ts';
import { syntheticStrategy, tower } from '../support/synthetic-cost-model.ts';

const loaded = syntheticStrategy(
  { id: 'loaded', line: [1, 1e-4] },
  {
    loads: [
      {
        candidates: 10_000,
        serviceMs: 2,
        rates: [
          { ratePerSecond: 100, p99Ms: 5, sustained: true },
          { ratePerSecond: 300, p99Ms: 15, sustained: true },
          { ratePerSecond: 450, p99Ms: 80, sustained: false },
        ],
      },
    ],
  },
);

describe('the rate that meets an objective', () => {
  test('is the highest that was tried and met it; what lies up to the next is its interval', () => {
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, 20)).toEqual({ value: 300, low: 300, high: 450 });
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, 10)).toEqual({ value: 100, low: 100, high: 300 });
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, undefined)?.value).toBe(300);
  });

  test('is 0, and nothing about the load can help, where the p99 of a query alone is above it', () => {
    expect(serviceRate(loaded, 1_000_000, { meanMs: 3, p99Ms: 21 }, 20)).toEqual({ value: 0 });
    expect(serviceRate(loaded, 1_000_000, { meanMs: 3, p99Ms: 20 }, 20)?.value).toBeGreaterThan(0);
  });

  test('stretches with the time of a query: twice the time meets twice the objective at half the rate', () => {
    for (const objective of [5, 10, 20, 100]) {
      const [once, twice] = [
        serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, objective)!,
        serviceRate(loaded, 30_000, { meanMs: 4, p99Ms: 8 }, 2 * objective)!,
      ];
      expect(twice.value).toBeCloseTo(once.value / 2, 9);
    }
  });

  test('below every rate that was tried is that of a queue, and no more than the lowest of them', () => {
    // 1 − 4 / 4.5 of 500 a second.
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, 4.5)).toEqual({
      value: expect.closeTo(500 / 9, 6),
      low: 0,
      high: 100,
    });
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 1 }, 4.5)?.value).toBe(100);
    expect(serviceRate(loaded, 10_000, { meanMs: 2, p99Ms: 4 }, 3)?.value).toBe(0);
  });
});

describe('the p99 of one query', () => {
  const short = syntheticStrategy(
    { id: 'short', line: [1, 1e-4] },
    { p99Ms: fitGrowth([1000, 3000, 10_000].map((size) => ({ size, cost: { value: 2.2 + 2e-4 * size } }))) },
  );

  test('keeps its ratio to the mean where only the mean was measured farther, and says that it was not measured', () => {
    expect(tailAt(short, 10_000)).toMatchObject({ value: expect.closeTo(4.2, 6), basis: 'measured' });
    // Means of 2 and 11 ms.
    expect(tailAt(short, 100_000)).toMatchObject({
      value: expect.closeTo((4.2 * 11) / 2, 6),
      low: expect.closeTo(13.2, 6),
      basis: 'extrapolated',
    });
  });

  test('where only the mean was measured farther, leaves open what the fits of both do', () => {
    const scattered = [1.02, 0.98, 1.02, 0.98];
    const ofSizes = (sizes: readonly number[], factor: number) =>
      fitGrowth(sizes.map((size, i) => ({ size, cost: { value: factor * (1 + 1e-4 * size) * scattered[i]! } })));
    const strategy = syntheticStrategy(
      { id: 'short', line: [1, 1e-4], scatter: 0.02 },
      { p99Ms: ofSizes([1000, 2000, 5000, 10_000], 2) },
    );
    const relative = ({ value, low, high }: { value: number; low?: number; high?: number }) => [low! / value, high! / value];
    const [there, tail] = [costAt(strategy.latencyMs!, 90_000), costAt(strategy.p99Ms!, 10_000)];
    const [lowOfMean, highOfMean] = relative(there) as [number, number];
    const [lowOfTail, highOfTail] = relative(tail) as [number, number];
    const [low, high] = relative(tailAt(strategy, 90_000)!) as [number, number];
    expect(low).toBeLessThanOrEqual(Math.min(lowOfMean, lowOfTail));
    expect(high).toBeCloseTo(highOfMean * highOfTail, 6);
    const { candidates, low: from, high: to } = affordableSize(strategy, 18)!;
    expect(from).toBeLessThan(0.97 * candidates);
    expect(to).toBeGreaterThan(1.03 * candidates);
  });

  test('never falls as candidates are added', () => {
    const sizes = Array.from({ length: 200 }, (_, i) => 10 ** (1 + i / 25));
    for (const strategy of [short, tower]) {
      const values = sizes.map((size) => tailAt(strategy, size)!.value);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });

  test('says up to how many candidates a strategy is affordable', () => {
    // 2 × (0.2 + 0.0001 M) reaches 20 ms at 98,000.
    expect(affordableSize(tower, 20)?.candidates).toBe(98_000);
    expect(affordableSize(tower, 20)?.basis).toBe('measured');
    expect(affordableSize(tower, 2000)?.basis).toBe('extrapolated');
    expect(affordableSize(tower, 1e-6)?.candidates).toBe(0);
    const scattered = affordableSize(syntheticStrategy({ id: 'scattered', line: [0.2, 1e-4], scatter: 0.02 }), 20)!;
    expect(scattered.low).toBeLessThan(scattered.candidates);
    expect(scattered.high).toBeGreaterThan(scattered.candidates);
  });
});
