import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTrecTable } from '../../src/importing/formats/trec-table.ts';
import { type PairOptions, readPairs } from '../../src/importing/pairs.ts';
import { listedItems, numberedItems } from '../../src/importing/side-items.ts';
import { memoryTable } from '../../src/importing/table.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const users = listedItems(['u1', 'u2', 'u3'], 'users.csv');
const items = listedItems(['a', 'b'], 'items.csv');
const sides = { left: 'users', right: 'items' };
const read = (columns: string[], rows: string[][], options: PairOptions = { sides }, left = users) =>
  readPairs(memoryTable('clicks.csv', columns, rows), left, items, options);

test.each([
  [
    ['user', 'item'],
    ['u3', 'b'],
  ],
  [
    ['Item ID', 'userId'],
    ['b', 'u3'],
  ],
  [
    ['right', 'left'],
    ['b', 'u3'],
  ],
  [
    ['session', 'item', 'user'],
    ['9', 'b', 'u3'],
  ],
  [
    ['who', 'what'],
    ['u3', 'b'],
  ],
])('ids are read from the columns named after the sides, else from the first two: %j', async (columns, row) => {
  const { relevance } = await read(columns, [row]);
  expect([...relevance.offsets, ...relevance.columnOf]).toEqual([0, 0, 0, 1, 1]);
});

test('one column that is given is not read for the other side as well', async () => {
  const { relevance } = await read(['a', 'b'], [['b', 'u3']], { columns: { right: 'a' } });
  expect([...relevance.columnOf]).toEqual([1]);
});

test('pairs that would fit the other way round are refused with the options that turn them', async () => {
  await expect(
    read(
      ['x', 'y'],
      [
        ['a', 'u1'],
        ['b', 'u2'],
      ],
    ),
  ).rejects.toMatchObject({
    message: 'Pairs name items that are not there: left "a" (clicks.csv, row 0), left "b" (clicks.csv, row 1).',
    remedy: expect.stringContaining('--pairs-left "y" --pairs-right "x"'),
  });
});

test('where items are known by their rows alone, ids in the pairs are answered with how to give them', async () => {
  await expect(read(['u', 'i'], [['u1', 'a']], {}, numberedItems(3))).rejects.toMatchObject({
    remedy: expect.stringMatching(/left items have no ids and are known by their rows, 0 to 2: .* --left-items/),
  });
});

test('pairs of an item that could not be read are left out, others that are not there are not', async () => {
  const absent = { left: new Set(['u9']), right: new Set<string>() };
  const rows = [
    ['u9', 'a'],
    ['u1', 'a'],
  ];
  expect(await read(['u', 'i'], rows, { absent })).toMatchObject({ unknown: 1, read: 2 });
  await expect(read(['u', 'i'], [...rows, ['u8', 'a']], { absent })).rejects.toThrow('not there: left "u8"');
});

test('TREC judgements are pairs with grades', async () => {
  const path = join(await temporaryFolder(), 'x.qrels');
  await writeFile(path, 'u1 0 a 2\nu2\t0\tb\t-1\nu3 0 b 1\n');
  const { relevance, wrong } = await readPairs(await openTrecTable(path), users, items);
  expect([...relevance.offsets, ...relevance.columnOf, ...relevance.grades]).toEqual([0, 1, 1, 2, 0, 1, 2, 1]);
  expect(wrong).toBe(1);
  await writeFile(path, 'u1 0 a\n');
  await expect(readPairs(await openTrecTable(path), users, items)).rejects.toMatchObject({ place: `${path}:1` });
});
