import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { detector } from '../../src/statistics/detection.ts';
import { pairRates } from '../../src/statistics/pair-rates.ts';

describe('rates of a pair filter', () => {
  test('are those of the textbook', () => {
    const totals = { pairs: 100, right: 10, passed: 8, hits: 6, squaredError: 4.5 };
    expect(pairRates.precision(totals)).toBe(6 / 8);
    expect(pairRates.recall(totals)).toBe(6 / 10);
    expect(pairRates.F1(totals)).toBeCloseTo((2 * 0.75 * 0.6) / (0.75 + 0.6), 12);
    expect(pairRates.Brier(totals)).toBe(0.045);
    // Always saying 0.1 has the Brier score 0.1 × 0.9.
    expect(pairRates['Brier skill'](totals)).toBeCloseTo(1 - 0.045 / 0.09, 12);
  });

  test('always saying the prevalence has a skill of 0, knowing has 1', () => {
    expect(
      pairRates['Brier skill']({ pairs: 4, right: 1, passed: 0, hits: 0, squaredError: 0.75 ** 2 + 3 * 0.25 ** 2 }),
    ).toBeCloseTo(0, 12);
    expect(pairRates['Brier skill']({ pairs: 4, right: 1, passed: 0, hits: 0, squaredError: 0 })).toBe(1);
  });

  test('are missing where there is nothing to divide by', () => {
    const nothing = { pairs: 5, right: 0, passed: 0, hits: 0, squaredError: 1 };
    for (const rate of ['precision', 'recall', 'F1', 'Brier skill'] as const) expect(pairRates[rate](nothing)).toBeUndefined();
    expect(pairRates.recall({ ...nothing, right: 2 })).toBe(0);
    expect(pairRates.F1({ ...nothing, right: 2 })).toBe(0);
    expect(pairRates['Brier skill']({ ...nothing, right: 5 })).toBeUndefined();
  });
});

describe('telling two kinds apart', () => {
  const one = new Array(101).fill(1);

  test('agrees with comparing every positive with every negative, and every threshold, under any weights', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 30 }), (seed, count) => {
        const random = createRandom(seed);
        const scores = Array.from({ length: count }, () => random.below(6));
        const positive = Array.from({ length: count }, () => random.below(2));
        const weights = Array.from({ length: count }, () => random.below(3));
        const copies = scores.flatMap(
          (score, i) =>
            new Array(weights[i]!).fill({ score, positive: positive[i] === 1 }) as { score: number; positive: boolean }[],
        );
        const good = copies.filter((copy) => copy.positive).map(({ score }) => score);
        const bad = copies.filter((copy) => !copy.positive).map(({ score }) => score);
        const found = detector(scores, positive)(weights);
        if (good.length === 0 || bad.length === 0) return void expect(found).toBeUndefined();
        let won = 0;
        for (const g of good) for (const b of bad) won += g > b ? 1 : g === b ? 0.5 : 0;
        expect(found!.auroc).toBeCloseTo(won / (good.length * bad.length), 12);
        const share = (values: readonly number[], threshold: number) =>
          values.filter((value) => value >= threshold).length / values.length;
        const threshold = Math.max(...scores.filter((score) => share(good, score) >= 0.95));
        expect(found!.falsePositiveRate).toBeCloseTo(share(bad, threshold), 12);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('a perfect detector, a constant one and one upside down', () => {
    const positive = [1, 1, 0, 0];
    expect(detector([4, 3, 2, 1], positive)(one)).toEqual({ auroc: 1, falsePositiveRate: 0 });
    expect(detector([1, 1, 1, 1], positive)(one)).toEqual({ auroc: 0.5, falsePositiveRate: 1 });
    expect(detector([1, 2, 3, 4], positive)(one)).toEqual({ auroc: 0, falsePositiveRate: 1 });
  });

  test('95 of 100 positives are enough', () => {
    const scores = Array.from({ length: 101 }, (_, i) => (i < 95 ? 2 : i < 100 ? 0 : 1));
    const positive = Array.from({ length: 101 }, (_, i) => Number(i < 100));
    expect(detector(scores, positive)(one)!.falsePositiveRate).toBe(0);
  });
});
