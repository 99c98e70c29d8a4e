import { describe, expect, test } from 'vitest';
import { mean, median, quantile, standardDeviation } from '../../src/statistics/summary.ts';

describe('summaries', () => {
  test('quantile is type 7: the values of R for 1 .. 10', () => {
    const samples = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((q) => quantile(samples, q))).toEqual([1, 1.9, 3.25, 5.5, 9.1, 10]);
  });

  test('the median of an even count is the mean of the middle two', () => {
    expect([median([1, 1, 2, 2, 4, 6, 9]), median([9, 1, 4, 2])]).toEqual([2, 3]);
  });

  test('standard deviation divides by n − 1', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  test('leave the samples in the order they were taken', () => {
    const samples = Float64Array.of(3, 1, 2);
    quantile(samples, 0.5);
    expect([...samples]).toEqual([3, 1, 2]);
  });

  test('are undefined where there is nothing to summarise', () => {
    expect([mean([]), median([]), quantile([], 0.9), standardDeviation([1])]).toEqual(Array(4).fill(undefined));
  });
});
