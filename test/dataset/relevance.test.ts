import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RelevantPair, relevanceFromPairs, restrictRelevance, transposeRelevance } from '../../src/dataset/relevance.ts';
import type { Relevance } from '../../src/types.ts';

const [rows, columns] = [5, 4];

const pairs = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: rows * columns, maxLength: rows * columns })
  .chain((grades) => {
    const list: RelevantPair[] = grades.flatMap((grade, i) =>
      grade < 128 ? [] : [{ row: Math.floor(i / columns), column: i % columns, grade }],
    );
    return fc.shuffledSubarray(list);
  });

/** A table of grades, 0 where there is none: the slow form to compare with. */
const table = ({ rows, columns, offsets, columnOf, grades }: Relevance): number[][] =>
  Array.from({ length: rows }, (_, row) => {
    const line = new Array<number>(columns).fill(0);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) line[columnOf[i]!] = grades[i]!;
    return line;
  });

const ascending = ({ rows, offsets, columnOf }: Relevance): boolean =>
  Array.from({ length: rows }, (_, row) => columnOf.subarray(offsets[row], offsets[row + 1])).every((line) =>
    line.every((column, i) => i === 0 || column > line[i - 1]!),
  );

test('the table holds exactly the pairs, whatever their order', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const relevance = relevanceFromPairs(rows, columns, list);
      const expected = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
      for (const { row, column, grade } of list) expected[row]![column] = grade;
      expect(table(relevance)).toEqual(expected);
      expect(ascending(relevance)).toBe(true);
    }),
    { seed: 1 },
  );
});

test('the transpose is the table turned, and twice the transpose is the same', () => {
  fc.assert(
    fc.property(pairs, (list) => {
      const relevance = relevanceFromPairs(rows, columns, list);
      const turned = transposeRelevance(relevance);
      expect(table(turned)).toEqual(Array.from({ length: columns }, (_, column) => table(relevance).map((line) => line[column])));
      expect(ascending(turned)).toBe(true);
      expect(transposeRelevance(turned)).toEqual(relevance);
    }),
    { seed: 2 },
  );
});

test('a restriction is the table of those rows and columns', () => {
  const all = (count: number) => fc.subarray(Array.from({ length: count }, (_, i) => i));
  fc.assert(
    fc.property(pairs, all(rows), all(columns), (list, keptRows, keptColumns) => {
      const relevance = relevanceFromPairs(rows, columns, list);
      const restricted = restrictRelevance(relevance, keptRows, keptColumns);
      expect(table(restricted)).toEqual(keptRows.map((row) => keptColumns.map((column) => table(relevance)[row]![column])));
      expect(ascending(restricted)).toBe(true);
    }),
    { seed: 3 },
  );
});

test('a pair outside the table, a grade outside a byte and a pair given twice are defects of the caller', () => {
  expect(() => relevanceFromPairs(1, 1, [{ row: 1, column: 0, grade: 1 }])).toThrow('internal:');
  expect(() => relevanceFromPairs(1, 1, [{ row: 0, column: 0, grade: 256 }])).toThrow('internal:');
  expect(() =>
    relevanceFromPairs(1, 1, [
      { row: 0, column: 0, grade: 1 },
      { row: 0, column: 0, grade: 2 },
    ]),
  ).toThrow('given twice');
});
