import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../src/statistics/holm.ts';

describe('holm', () => {
  test('agrees with R: p.adjust(c(.01, .04, .03, .005), "holm")', () => {
    const expected = [0.03, 0.06, 0.06, 0.02];
    for (const [i, p] of holm([0.01, 0.04, 0.03, 0.005]).entries()) expect(p).toBeCloseTo(expected[i]!, 12);
  });

  test('leaves a single test alone and never exceeds 1', () => {
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test('keeps the order of evidence and never lowers a p value', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (pValues) => {
        const adjusted = holm(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          for (const [j, other] of pValues.entries()) if (p <= other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
        }
      }),
      { seed: 5 },
    );
  });
});
