import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dealFolds, foldCount, partsOfFold } from '../../src/catalogue/folds.ts';

const sizes = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 40 }), {
    minKeys: 10,
    maxKeys: 60,
    noNullPrototype: true,
  })
  .map((record) => new Map(Object.entries(record)));

test('every family is tested in one fold only, and has one part in each', () => {
  fc.assert(
    fc.property(sizes, (families) => {
      const folds = dealFolds(families);
      const parts = Array.from({ length: foldCount }, (_, fold) => partsOfFold(folds, fold));
      for (const family of families.keys()) {
        expect(parts.filter((part) => part.get(family) === 'test').length).toBe(1);
        expect(parts.every((part) => part.has(family))).toBe(true);
      }
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('folds differ by no more than the largest family, and a tenth of the rest validates', () => {
  fc.assert(
    fc.property(sizes, (families) => {
      const folds = dealFolds(families);
      const loads = Array.from({ length: foldCount }, (_, fold) =>
        [...families].reduce((sum, [family, size]) => sum + (folds.get(family) === fold ? size : 0), 0),
      );
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...families.values()));
      const parts = [...partsOfFold(folds, 2).values()];
      const others = parts.filter((part) => part !== 'test').length;
      expect(parts.filter((part) => part === 'validation').length).toBe(Math.round(others / 10));
    }),
    { seed: 2, numRuns: 40 },
  );
});

test('the order in which families are given does not matter', () => {
  const families = new Map([...'abcdefghijkl'].map((name, i) => [name, 1 + (i % 3)]));
  const reversed = new Map([...families].reverse());
  expect(new Map([...dealFolds(reversed)].sort())).toEqual(new Map([...dealFolds(families)].sort()));
});
