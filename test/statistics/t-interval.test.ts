import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { tInterval, tQuantile } from '../../src/statistics/t-interval.ts';

describe('tQuantile', () => {
  test.each([
    [0.975, 1, 12.7062],
    [0.975, 2, 4.30265],
    [0.975, 3, 3.18245],
    [0.975, 4, 2.77645],
    [0.975, 9, 2.26216],
    [0.95, 5, 2.01505],
    [0.995, 10, 3.16927],
    [0.9995, 30, 3.646],
    [0.975, 120, 1.97993],
    [0.8, 7, 0.896],
  ])('of %d with %d degrees of freedom is %d, as printed in tables', (q, degrees, expected) => {
    expect(tQuantile(q, degrees)).toBeCloseTo(expected, expected > 10 ? 4 : String(expected).split('.')[1]!.length - 1);
  });

  test('is odd around ½ and tends to the normal quantile', () => {
    expect(tQuantile(0.025, 4)).toBeCloseTo(-tQuantile(0.975, 4), 10);
    expect(tQuantile(0.5, 3)).toBeCloseTo(0, 12);
    expect(tQuantile(0.975, 100_000)).toBeCloseTo(1.95998, 4);
  });
});

describe('tInterval', () => {
  test('agrees with a worked example: 5 folds', () => {
    const result = tInterval([20, 21, 22, 23, 24])!;
    // sd √2.5, half width 2.77645 × √2.5 / √5
    expect(result.value).toBe(22);
    expect(result.interval!.low).toBeCloseTo(22 - 1.96325, 4);
    expect(result.interval!.high).toBeCloseTo(22 + 1.96325, 4);
    expect(result.count).toBe(5);
  });

  test('knows no interval of one sample and nothing of none', () => {
    expect(tInterval([3])).toEqual({ value: 3, interval: undefined, standardDeviation: undefined, count: 1 });
    expect(tInterval([])).toBeUndefined();
  });

  test('contains the mean of a normal distribution in 95 % of samples of three', () => {
    const random = createRandom(3);
    let inside = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const { low, high } = tInterval([random.normal(), random.normal(), random.normal()])!.interval!;
      if (low <= 0 && 0 <= high) inside++;
    }
    expect(inside / 2000).toBeCloseTo(0.95, 1.7);
  });
});
