import { expect, test } from 'vitest';
import { takePart, takeRows } from '../../src/dataset/part.ts';
import { UserError } from '../../src/errors.ts';
import type { Dataset } from '../../src/types.ts';
import { toyDataset } from '../support/toy-dataset.ts';

const dataset = toyDataset();

test('a part has the items, feature rows and right answers of its rows, in their order', () => {
  for (const [part, code] of [
    ['train', 1],
    ['validation', 2],
    ['test', 3],
  ] as const) {
    const taken = takePart(dataset, 'fold-1', part);
    for (const side of ['left', 'right'] as const) {
      const rows = dataset[side].items.flatMap((_, row) => (dataset.splits[1]![side][row] === code ? [row] : []));
      expect(taken[side].items).toEqual(rows.map((row) => dataset[side].items[row]));
      const { data, columns } = dataset[side].features.global;
      expect(Array.from(taken[side].features.global.data)).toEqual(
        rows.flatMap((row) => [...data.subarray(row * columns, (row + 1) * columns)]),
      );
      expect(taken[side].features.global.rows).toBe(rows.length);
    }
    const named = ({ left, right, relevance }: Pick<Dataset, 'left' | 'right' | 'relevance'>): string[] =>
      left.items.flatMap(({ id }, row) =>
        [...relevance.columnOf.subarray(relevance.offsets[row], relevance.offsets[row + 1])].map(
          (column) => `${id} ${right.items[column]!.id}`,
        ),
      );
    const ids = new Set([...taken.left.items, ...taken.right.items].map(({ id }) => id));
    expect(named(taken)).toEqual(named(dataset).filter((pair) => pair.split(' ').every((id) => ids.has(id))));
    expect(named(taken).length).toBeGreaterThan(0);
  }
});

test('token features follow their rows', () => {
  const tokens = {
    items: 3,
    tokens: 2,
    width: 1,
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
    mask: Uint8Array.of(1, 0, 1, 1, 1, 0),
  };
  const side = {
    name: 's',
    items: ['a', 'b', 'c'].map((id) => ({ id, unit: id })),
    features: { global: { rows: 3, columns: 1, data: Float32Array.of(7, 8, 9) }, tokens },
  };
  expect(takeRows(side, [2, 0]).features).toEqual({
    global: { rows: 2, columns: 1, data: Float32Array.of(9, 7) },
    tokens: { items: 2, tokens: 2, width: 1, data: Float32Array.of(5, 6, 1, 2), mask: Uint8Array.of(1, 0, 1, 0) },
  });
});

test('an unknown split and an empty part are refused with what there is', () => {
  expect(() => takePart(dataset, 'fold-9', 'test')).toThrow(UserError);
  const untrained = {
    ...dataset,
    splits: [{ name: 'only', left: new Uint8Array(120).fill(3), right: new Uint8Array(60).fill(3) }],
  };
  expect(() => takePart(untrained, 'only', 'train')).toThrow('The train part has 0 left and 0 right items.');
});
