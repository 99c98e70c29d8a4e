import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinFamilies } from '../../src/dataset/families.ts';
import { assignFolds, splitByUnit, unitSizes } from '../../src/dataset/folds.ts';

const units = fc
  .array(fc.integer({ min: 1, max: 30 }), { minLength: 12, maxLength: 60 })
  .map((sizes) => sizes.map((size, i) => ({ unit: `u${i}`, size })));

test('each unit is tested in exactly one fold, and a tenth of the others validates', () => {
  fc.assert(
    fc.property(units, fc.integer({ min: 2, max: 5 }), fc.nat(), (list, foldCount, seed) => {
      const folds = assignFolds(list, foldCount, seed);
      expect(folds).toHaveLength(foldCount);
      for (const { unit } of list) expect(folds.filter((fold) => fold.get(unit) === 'test')).toHaveLength(1);
      for (const fold of folds) {
        const count = (part: string) => [...fold.values()].filter((other) => other === part).length;
        expect(fold.size).toBe(list.length);
        const others = list.length - count('test');
        expect(count('validation')).toBe(Math.max(1, Math.round(others / 10)));
        expect(count('train')).toBe(others - count('validation'));
      }
    }),
    { seed: 1 },
  );
});

test('no two folds differ by more items than the largest unit has', () => {
  fc.assert(
    fc.property(units, fc.integer({ min: 2, max: 5 }), fc.nat(), (list, foldCount, seed) => {
      const sizes = assignFolds(list, foldCount, seed).map((fold) =>
        list.reduce((sum, { unit, size }) => sum + (fold.get(unit) === 'test' ? size : 0), 0),
      );
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(Math.max(...list.map(({ size }) => size)));
    }),
    { seed: 2 },
  );
});

test('the largest units are dealt first, so that small ones can even them out', () => {
  const list = [
    ...Array.from({ length: 12 }, (_, i) => ({ unit: `small-${i}`, size: 1 })),
    { unit: 'large', size: 12 },
    { unit: 'middle', size: 4 },
  ];
  const tested = assignFolds(list, 2, 1).map((fold) =>
    list.reduce((sum, { unit, size }) => sum + (fold.get(unit) === 'test' ? size : 0), 0),
  );
  expect(tested).toEqual([14, 14]);
});

test('folds depend on the seed and not on the order of the units', () => {
  const list = Array.from({ length: 40 }, (_, i) => ({ unit: `u${i}`, size: 1 + (i % 3) }));
  expect(assignFolds(list.toReversed(), 5, 1)).toEqual(assignFolds(list, 5, 1));
  expect(assignFolds(list, 5, 2)).not.toEqual(assignFolds(list, 5, 1));
});

test('too few units for the folds are a defect of the caller', () => {
  expect(() => assignFolds([{ unit: 'a', size: 1 }], 2, 1)).toThrow('internal: 1 units cannot be dealt to 2 folds');
  expect(() =>
    assignFolds(
      [
        { unit: 'a', size: 1 },
        { unit: 'b', size: 1 },
      ],
      2,
      1,
    ),
  ).toThrow('leaves 1 units');
});

test('items follow their unit into a part, and a unit without a part gets none', () => {
  const items = ['a', 'b', 'c', 'd', 'a'].map((unit, i) => ({ id: `${i}`, unit }));
  const fold = new Map([
    ['a', 'train'],
    ['b', 'validation'],
    ['c', 'test'],
  ] as const);
  expect(splitByUnit('s', fold, items, items.slice(2, 3))).toEqual({
    name: 's',
    left: Uint8Array.of(1, 2, 3, 0, 1),
    right: Uint8Array.of(3),
  });
  expect(unitSizes(items)).toEqual([
    { unit: 'a', size: 2 },
    { unit: 'b', size: 1 },
    { unit: 'c', size: 1 },
    { unit: 'd', size: 1 },
  ]);
});

test('units that share an item, directly or through others, are one family named after its first unit', () => {
  const entries = [
    ['d', '1'],
    ['b', '1'],
    ['c', '2'],
    ['b', '2'],
    ['a', '3'],
    ['e', '4'],
    ['e', '5'],
  ].map(([unit, content]) => ({ unit: unit!, content: content! }));
  expect(joinFamilies(entries)).toEqual(
    new Map([
      ['d', 'b'],
      ['b', 'b'],
      ['c', 'b'],
      ['a', 'a'],
      ['e', 'e'],
    ]),
  );
});

test('families are the connected components of units and contents', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ unit: fc.integer({ max: 12, min: 0 }).map(String), content: fc.integer({ max: 12, min: 0 }).map(String) }),
      ),
      (entries) => {
        // Slow reference: give everybody the least name reachable, until nothing changes.
        const least = new Map(entries.map(({ unit }) => [unit, unit]));
        for (let changed = true; changed; ) {
          changed = false;
          for (const a of entries) {
            for (const b of entries) {
              if (a.content === b.content && least.get(b.unit)! < least.get(a.unit)!) {
                least.set(a.unit, least.get(b.unit)!);
                changed = true;
              }
            }
          }
        }
        expect(joinFamilies(entries)).toEqual(least);
      },
    ),
    { seed: 3 },
  );
});
