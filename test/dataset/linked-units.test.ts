import { expect, test } from 'vitest';
import { linkedUnits } from '../../src/dataset/linked-units.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import type { DatasetPart, SideData } from '../../src/types.ts';

/** A part of items that stand for these units, and what is right for what. */
function part(left: readonly string[], right: readonly string[], pairs: readonly (readonly [number, number])[]): DatasetPart {
  const side = (name: string, units: readonly string[]): SideData => ({
    name,
    items: units.map((unit, row) => ({ id: `${name}-${row}`, unit })),
    features: { global: { rows: units.length, columns: 1, data: new Float32Array(units.length) } },
  });
  const relevance = relevanceFromPairs(
    left.length,
    right.length,
    pairs.map(([row, column]) => ({ row, column, grade: 1 })),
  );
  return { left: side('left', left), right: side('right', right), relevance };
}
const messages = (given: DatasetPart): string[] => linkedUnits('toys', given).map(({ message }) => message);

test('right answers within units, however many, link none', () => {
  const pairs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 2],
  ] as const;
  expect(messages(part(['a', 'a', 'b'], ['a', 'a', 'b'], pairs))).toEqual([]);
});

test('a unit that answers one unit of another name links none', () => {
  const pairs = [
    [0, 0],
    [1, 1],
  ] as const;
  expect(messages(part(['a', 'b'], ['c', 'd'], pairs))).toEqual([]);
});

test('questions about the same thing are one group, told on the side that has more units than groups', () => {
  const pairs = [
    [0, 0],
    [1, 0],
    [2, 1],
  ] as const;
  expect(messages(part(['a', 'b', 'c'], ['d', 'e'], pairs))).toEqual([
    expect.stringMatching(/^toys: right answers link 3 left units of the test part into 2 groups\./),
  ]);
});

test('units are linked through others, on both sides, and those without a right answer are not counted', () => {
  const pairs = [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
  ] as const;
  expect(messages(part(['a', 'b', 'c', 'd'], ['e', 'f', 'g'], pairs))).toEqual([
    expect.stringMatching(/link 3 left units and 2 right units of the test part into 1 group\./),
  ]);
});

test.each([
  ['emoji', 'fold-0', []],
  ['emoji-variants', 'fold-0', []],
  [
    'combinations',
    'world-0',
    [expect.stringMatching(/^combinations: right answers link 496 left units and 32 right units .* 1 group\./)],
  ],
])('the committed data set %s is judged as its README says', async (name, split, expected) => {
  const found = linkedUnits(name, takePart(await loadDataset(`data/${name}`), split, 'test'));
  expect(found.map(({ message }) => message)).toEqual(expected);
});
