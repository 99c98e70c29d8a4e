import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakEvenSize } from '../../src/decision/break-even-size.ts';
import { costLines } from '../../src/decision/cost-lines.ts';
import { certainPrices, syntheticModel, syntheticStrategy } from '../support/synthetic-cost-model.ts';

const wish = { candidates: 10_000, queriesPerSecond: 10 };
const between = (a: readonly [number, number], b: readonly [number, number], scatter = 0) => {
  const [first, second] = [
    syntheticStrategy({ id: 'first', line: a, scatter }),
    syntheticStrategy({ id: 'second', line: b, scatter }),
  ];
  return breakEvenSize(costLines(syntheticModel([first, second]), wish, certainPrices), first, second, wish.candidates);
};

/** By bisection of the two lines themselves. */
function meetingOf([a, d]: readonly [number, number], [b, e]: readonly [number, number]): number {
  let [low, high] = [10, 1e9];
  const isBefore = (size: number): boolean => Math.sign(a + d * size - (b + e * size)) === Math.sign(a + d * low - (b + e * low));
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (isBefore(middle)) low = middle;
    else high = middle;
  }
  return high;
}

test('break-even is where both cost lines meet', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 1e-4, max: 1e-2, noNaN: true }),
      fc.double({ min: 1.5, max: 50, noNaN: true }),
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      (offset, slope, more, less) => {
        const lines = [[offset, slope] as const, [offset * more + 1, slope * less] as const] as const;
        const found = between(...lines)!;
        expect(found.candidates! / meetingOf(...lines)).toBeCloseTo(1, 5);
        expect([found.below, found.above]).toEqual(['first', 'second']);
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test('what costs less at every size breaks even nowhere', () => {
  expect(between([0.1, 1e-4], [1, 1e-3])).toEqual({ below: 'first', above: 'second', extrapolated: false });
  expect(between([1, 1e-3], [0.1, 1e-4])).toEqual({ below: 'second', above: 'first', extrapolated: false });
});

test('it lies within its interval, which grows with the scatter of the times', () => {
  const [calm, wild] = [between([0.1, 1e-3], [5, 1e-4], 0.005)!, between([0.1, 1e-3], [5, 1e-4], 0.02)!];
  for (const { candidates, low, high } of [calm, wild]) {
    expect(low).toBeLessThan(candidates!);
    expect(high).toBeGreaterThan(candidates!);
  }
  expect(wild.high! / wild.low!).toBeGreaterThan(calm.high! / calm.low!);
});

test('outside the measured sizes it is marked as extrapolated, and at one size it is not known', () => {
  expect(between([0.1, 1e-3], [5, 1e-4])?.extrapolated).toBe(false);
  expect(between([0.1, 1e-5], [50, 1e-6])?.extrapolated).toBe(true);
  const single = syntheticStrategy(
    { id: 'single', line: [1, 1e-4] },
    { latencyMs: { form: 'one size', at: { size: 5, cost: { value: 1 } } } },
  );
  const other = syntheticStrategy({ id: 'other', line: [1, 1e-4] });
  expect(
    breakEvenSize(costLines(syntheticModel([single, other]), wish, certainPrices), single, other, wish.candidates),
  ).toBeUndefined();
});
