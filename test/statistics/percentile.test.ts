import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { minimumSamples, type PercentileName, percentile, percentileInterval } from '../../src/statistics/percentile.ts';

const upTo = (count: number): number[] => createRandom(1).shuffle(Array.from({ length: count }, (_, i) => i + 1));

describe('percentile', () => {
  test('is stated from the minimum count on, and not below', () => {
    for (const p of [50, 90, 95, 99, 99.9] as const) {
      expect(percentile(upTo(minimumSamples[p] - 1), p)).toBeUndefined();
      expect(percentile(upTo(minimumSamples[p]), p)).toBeCloseTo(1 + ((minimumSamples[p] - 1) * p) / 100, 6);
    }
    expect(minimumSamples).toEqual({ 50: 11, 90: 64, 95: 130, 99: 662, 99.9: 6636 });
  });
});

describe('percentileInterval', () => {
  test('agrees with the table for the median: ranks 2 and 10 of 11, 6 and 15 of 20, 40 and 61 of 100', () => {
    expect(percentileInterval(upTo(11), 50)).toMatchObject({ low: 2, high: 10 });
    expect(percentileInterval(upTo(20), 50)).toMatchObject({ low: 6, high: 15 });
    expect(percentileInterval(upTo(100), 50)).toMatchObject({ low: 40, high: 61 });
  });

  test('has no upper end inside the samples when they are too few for its level', () => {
    expect(percentileInterval(upTo(64), 90)).toBeDefined();
    expect(percentileInterval(upTo(64), 90, 0.9999)).toBeUndefined();
    expect(percentileInterval(upTo(63), 90)).toBeUndefined();
  });

  test('contains the true percentile of a skewed distribution about as often as it says', () => {
    const random = createRandom(7);
    for (const [p, count] of [
      [50, 25],
      [95, 200],
    ] as [PercentileName, number][]) {
      const truth = -Math.log(1 - p / 100);
      let inside = 0;
      for (let trial = 0; trial < 1000; trial++) {
        const { low, high } = percentileInterval(
          Array.from({ length: count }, () => -Math.log(1 - random.uniform())),
          p,
        )!;
        if (low <= truth && truth <= high) inside++;
      }
      // Never narrower than promised (0.95, minus noise); the steps between order statistics make it wider.
      expect(inside / 1000).toBeGreaterThan(0.935);
      expect(inside / 1000).toBeLessThan(0.99);
    }
  });

  test('stays exact for very many samples', () => {
    const { low, high } = percentileInterval(upTo(100_000), 99)!;
    expect(low).toBeCloseTo(99_000 - 1.96 * Math.sqrt(100_000 * 0.99 * 0.01), -1);
    expect(high).toBeCloseTo(99_001 + 1.96 * Math.sqrt(100_000 * 0.99 * 0.01), -1);
  });
});
