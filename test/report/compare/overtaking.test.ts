import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CostPair, overtaking } from '../../../src/report/compare/overtaking.ts';

const pairs = (...costs: [size: number, first: number, other: number][]): CostPair[] =>
  costs.map(([size, first, other]) => ({ size, first: { value: first }, other: { value: other } }));

test('the size is the smallest from which the other is faster at every larger one, whatever the order', () => {
  const costs = pairs([1, 1, 5], [4, 4, 5], [16, 16, 6], [64, 64, 10]);
  expect(overtaking(costs)).toEqual({ from: 16, smallest: 1, largest: 64 });
  expect(overtaking(costs.toReversed())).toEqual({ from: 16, smallest: 1, largest: 64 });
});

test('being faster once, and slower again at a larger size, is no overtaking', () => {
  expect(overtaking(pairs([1, 9, 5], [4, 4, 5], [16, 3, 6]))).toEqual({ smallest: 1, largest: 16 });
});

test('intervals that overlap leave it in doubt, so nothing is overtaken', () => {
  const doubtful = { size: 8, first: { value: 10, low: 8, high: 12 }, other: { value: 9, low: 7, high: 11 } };
  expect(overtaking([doubtful])).toEqual({ smallest: 8, largest: 8 });
  expect(overtaking([{ ...doubtful, other: { value: 7, low: 6, high: 7.9 } }])).toMatchObject({ from: 8 });
});

test('where lines cross beyond what was measured is said apart, as extrapolated', () => {
  // 1 + n against 100 + n / 2 cross at 198.
  const costs = pairs(...([1, 2, 4, 8, 16] as const).map((n): [number, number, number] => [n, 1 + n, 100 + n / 2]));
  const found = overtaking(costs)!;
  expect(found.from).toBeUndefined();
  expect(found.extrapolated).toBeCloseTo(198, 4);
  expect(overtaking(costs.slice(0, 3))).not.toHaveProperty('extrapolated');
});

test('parallel lines and one that grows faster never cross', () => {
  for (const slope of [1, 2]) {
    const costs = pairs(...([1, 2, 4, 8] as const).map((n): [number, number, number] => [n, 1 + n, 50 + slope * n]));
    expect(overtaking(costs)).not.toHaveProperty('extrapolated');
  }
});

test('nothing measured on both has no answer, and from is always a measured size', () => {
  expect(overtaking([])).toBeUndefined();
  const cost = fc.float({ min: Math.fround(0.1), max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), cost, cost), { minLength: 1 }), (costs) => {
      const found = overtaking(pairs(...costs))!;
      const sizes = costs.map(([size]) => size);
      expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([found.smallest, found.largest]);
      if (found.from !== undefined) {
        expect(sizes).toContain(found.from);
        expect(found.extrapolated).toBeUndefined();
      } else if (found.extrapolated !== undefined) expect(found.extrapolated).toBeGreaterThan(found.largest);
    }),
    { seed: 4, numRuns: 300 },
  );
});
