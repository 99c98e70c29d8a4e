import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Label, placeLabels } from '../../../src/report/page/charts/place-labels.ts';

test('a text runs away from the edge, one beneath another goes below its point, and one too many has no place', () => {
  const at = (x: number): Label => ({ x, y: 100, text: 'as long as this' });
  expect(placeLabels([at(10)], 300)).toEqual([{ align: 'left', dy: -14 }]);
  expect(placeLabels([at(290)], 300)).toEqual([{ align: 'right', dy: -14 }]);
  const crowd = placeLabels(
    [1, 2, 3, 4, 5].map(() => at(150)),
    300,
  );
  expect(crowd.filter((place) => place !== undefined)).toHaveLength(4);
  expect(crowd.at(-1)).toBeUndefined();
});

test('no two texts that have a place stand in each other', () => {
  const anyLabel = fc.record({
    x: fc.double({ min: 0, max: 800, noNaN: true }),
    y: fc.double({ min: 0, max: 300, noNaN: true }),
    text: fc.string({ minLength: 1, maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(anyLabel, { maxLength: 12 }), (labels) => {
      const placed = placeLabels(labels, 800).flatMap((place, i) => {
        if (place === undefined) return [];
        const { x, y, text } = labels[i]!;
        const length = 6.2 * text.length;
        const from = place.align === 'left' ? x : x - length;
        return [{ from, to: from + length, y: y + place.dy }];
      });
      for (const [i, a] of placed.entries()) {
        expect(a.from).toBeGreaterThanOrEqual(0);
        expect(a.to).toBeLessThanOrEqual(800);
        for (const b of placed.slice(i + 1)) expect(a.from >= b.to || b.from >= a.to || Math.abs(a.y - b.y) >= 12.99).toBe(true);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
