import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart, takeRows } from '../../src/dataset/part.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { UserError } from '../../src/errors.ts';
import type { Dataset, Relevance } from '../../src/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
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

test('token features and words follow their rows', () => {
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
    features: {
      global: { rows: 3, columns: 1, data: Float32Array.of(7, 8, 9) },
      tokens,
      words: { items: 3, bytes: 1, data: Uint8Array.of(4, 5, 6) },
    },
  };
  expect(takeRows(side, [2, 0]).features).toEqual({
    global: { rows: 2, columns: 1, data: Float32Array.of(9, 7) },
    tokens: { items: 2, tokens: 2, width: 1, data: Float32Array.of(5, 6, 1, 2), mask: Uint8Array.of(1, 0, 1, 0) },
    words: { items: 2, bytes: 1, data: Uint8Array.of(6, 4) },
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

describe('a split that divides pairs', () => {
  // Two users and three items that stand in every part; of five pairs two train, one validates, two test.
  const shared = {
    ...dataset,
    left: takeRows(dataset.left, [0, 1]),
    right: takeRows(dataset.right, [0, 1, 2]),
    relevance: relevanceFromPairs(
      2,
      3,
      [
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 2],
      ].map(([row, column]) => ({ row: row!, column: column!, grade: 1 })),
    ),
    splits: [{ name: 'time', left: Uint8Array.of(4, 4), right: Uint8Array.of(4, 4, 3), pairs: Uint8Array.of(1, 2, 3, 1, 3) }],
  };
  const pairsOf = ({ rows, offsets, columnOf }: Relevance): string[] =>
    Array.from({ length: rows }, (_, row) =>
      [...columnOf.subarray(offsets[row], offsets[row + 1])].map((column) => `${row}-${column}`),
    ).flat();

  test('gives each part its own pairs, and says which of the earlier ones are known already', () => {
    const train = takePart(shared, 'time', 'train');
    expect(train.right.items).toHaveLength(2);
    expect([pairsOf(train.relevance), pairsOf(train.exclude!)]).toEqual([['0-0', '1-0'], []]);
    const validation = takePart(shared, 'time', 'validation');
    expect([pairsOf(validation.relevance), pairsOf(validation.exclude!)]).toEqual([['0-1'], ['0-0', '1-0']]);
    const tested = takePart(shared, 'time', 'test');
    expect(tested.right.items).toHaveLength(3);
    expect([pairsOf(tested.relevance), pairsOf(tested.exclude!)]).toEqual([
      ['0-2', '1-2'],
      ['0-0', '0-1', '1-0'],
    ]);
  });

  test('is the same after it was written and read', async () => {
    const dir = await temporaryFolder();
    const backbone = { id: 'none' };
    const [{ name, left, right, pairs }] = shared.splits as [(typeof shared.splits)[0]];
    await writeDataset(dir, {
      ...{ name: 'shared', version: '1', description: '', relevance: shared.relevance, sources: [] },
      left: { ...shared.left, storage: 'F32', backbone },
      right: { ...shared.right, storage: 'F32', backbone },
      splits: [
        { name, left, right, pairs, description: '' },
        { name: 'items', left, right, description: '' },
      ],
    });
    const { splits } = await loadDataset(dir);
    expect(splits).toEqual([
      { name, left, right, pairs },
      { name: 'items', left, right },
    ]);
  });
});
