import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontier } from '../../src/decision/frontier.ts';

const point = fc.record({
  quality: fc.integer({ min: 0, max: 5 }),
  costs: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
});

test('a point is on the frontier exactly when no other is at least as good in everything and better in something', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
      const marked = frontier(points);
      for (const [
        i,
        {
          quality: q,
          costs: [a, b],
        },
      ] of points.entries()) {
        const beaten = points.some(
          ({ quality, costs: [c, d] }) => quality >= q && c <= a && d <= b && (quality > q || c < a || d < b),
        );
        expect(marked[i]).toBe(!beaten);
      }
      expect(marked).toContain(true);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('what was not measured is neither on it nor pushes another off', () => {
  expect(frontier([{ quality: 1, costs: [undefined] }, { quality: 0.5, costs: [3] }, { costs: [1] }])).toEqual([
    false,
    true,
    false,
  ]);
});
