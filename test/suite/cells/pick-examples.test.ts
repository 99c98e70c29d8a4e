import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickExamples } from '../../../src/suite/cells/pick-examples.ts';

test('the largest difference comes first, each way, and then what both rank worst', () => {
  const picked = pickExamples({ baseline: [1, 1, 50, 2, 40, 90], other: [30, 2, 1, 1, 60, 80], units: [0, 1, 2, 3, 4, 5] }, 2);
  expect(picked).toEqual([
    { reason: 'other better', query: 2 },
    { reason: 'other better', query: 3 },
    { reason: 'baseline better', query: 0 },
    { reason: 'baseline better', query: 1 },
    { reason: 'both fail', query: 5 },
    { reason: 'both fail', query: 4 },
  ]);
});

test('no family is shown twice, no reason more often than asked, and every reason is true', () => {
  const rank = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(fc.array(fc.tuple(rank, rank, fc.integer({ min: 0, max: 8 })), { maxLength: 60 }), (rows) => {
      const [baseline, other, units] = [0, 1, 2].map((i) => rows.map((row) => row[i]!)) as [number[], number[], number[]];
      const picked = pickExamples({ baseline, other, units }, 3);
      const families = picked.map(({ query }) => units[query]);
      expect(new Set(families).size).toBe(families.length);
      for (const { reason, query } of picked) {
        expect(picked.filter((one) => one.reason === reason).length).toBeLessThanOrEqual(3);
        const [a, b] = [baseline[query]!, other[query]!];
        expect({ 'other better': b < a, 'baseline better': a < b, 'both fail': a > 10 && b > 10 }[reason]).toBe(true);
      }
    }),
    { seed: 1 },
  );
});
