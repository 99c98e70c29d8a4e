import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataImportCommand } from '../../src/cli/data-import-command.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { mostPlaces } from '../../src/importing/formats/atomic-vectors.ts';
import { importDataset } from '../../src/importing/import-dataset.ts';
import { openFeatures } from '../../src/importing/open-features.ts';
import { openRecBole } from '../../src/importing/recbole-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const people = ['u1', 'u2', 'u3'];
const likes = people.flatMap((user, i) => ['b', 'a', 'c'].map((item, k) => `${user}\t${item}\t${k + 3}\t${10 * k + i}`));

/** A shop: three people of an age, a town and two numbers each; three things of a year and kinds; everybody rated everything. */
async function shop(): Promise<string> {
  const dir = await temporaryFolder();
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(dir, name), lines.map((line) => `${line}\n`).join(''));
  await write('shop.user', [
    'user_id:token\tage:float\ttown:token\tplace:float_seq',
    'u2\t31\tUlm\t0.5 1',
    'u1\t24.5\tBonn\t-1 0',
    'u3\t40\t\t2 2',
  ]);
  await write('shop.item', ['item_id:token\ttitle:token_seq', 'a\tred pen', 'b\tblue pen', 'c\t']);
  await write('shop.inter', ['user_id:token\titem_id:token\trating:float\ttimestamp:float', ...likes]);
  return dir;
}

async function imported(dir: string) {
  const { left, right, pairs, columns } = await openRecBole(dir);
  const out = join(dir, 'out');
  await importDataset(out, { left, right, pairs, pairOptions: { columns, rightFrom: 4 }, split: 'time' });
  return loadDataset(out);
}

test('attributes become features by their types, under the ids of the files', async () => {
  const { left, right, relevance } = await imported(await shop());
  expect([left.name, right.name]).toEqual(['user', 'item']);
  expect(left.items.map(({ id }) => id)).toEqual(people);
  // Age, Bonn, Ulm, two numbers; who has no town stands in none.
  expect([...left.features.global.data]).toEqual([24.5, 1, 0, -1, 0, 31, 0, 1, 0.5, 1, 40, 0, 0, 2, 2]);
  // Blue, pen, red.
  expect([...right.features.global.data]).toEqual([0, 1, 1, 1, 1, 0, 0, 0, 0]);
  // Rated 4 or more: a and c.
  expect([...relevance.columnOf]).toEqual([0, 2, 0, 2, 0, 2]);
});

test('times divide the pairs, and a column of texts is shown', async () => {
  const dir = await shop();
  await writeFile(join(dir, 'shop.item'), 'item_id:token\ttitle:token_seq\na\tred pen\nb\tblue pen\nc\tink\n');
  const { left, right, pairs } = await openRecBole(dir);
  await importDataset(join(dir, 'out'), { left, right: { ...right, texts: 'title' }, pairs, split: 'leave-one-out' });
  const dataset = await loadDataset(join(dir, 'out'));
  expect(dataset.right.items.map(({ text }) => text)).toEqual(['red pen', 'blue pen', 'ink']);
  // Everybody rated c last.
  expect([...takePart(dataset, 'leave-one-out', 'test').relevance.columnOf]).toEqual([2, 2, 2]);
});

test('a side without a file of its own is known by its ids alone', async () => {
  const dir = await shop();
  await rm(join(dir, 'shop.item'));
  const { right } = await imported(dir);
  expect(right.items.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect([...right.features.global.data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test('a column of very many values shares its places, the same value always in the same place', async () => {
  const dir = await temporaryFolder();
  const path = join(dir, 'x.item');
  const values = Array.from({ length: 1000 }, (_, i) => `v${i % 500}`);
  await writeFile(path, `id:token\tname:token\n${values.map((value, i) => `${i}\t${value}\n`).join('')}`);
  const { rows, columns, forEachBlock } = await openFeatures(path);
  const places: number[] = [];
  await forEachBlock(async ({ rows: count, data }) => {
    for (let row = 0; row < count; row++) {
      const vector = data.subarray(row * columns, (row + 1) * columns);
      expect(vector.reduce((sum, value) => sum + value, 0)).toBe(1);
      places.push(vector.indexOf(1));
    }
  });
  expect(places).toHaveLength(rows);
  expect(places.slice(0, 500)).toEqual(places.slice(500));
  // 500 values fall into 256 places at random: about 220 of them are taken, and no other has a column.
  expect(new Set(places).size).toBe(columns);
  expect(columns).toBeGreaterThan(180);
  expect(columns).toBeLessThanOrEqual(mostPlaces);
});

test('the command takes a folder, and says what it needs without one', async () => {
  const dir = await shop();
  const out = join(dir, 'made');
  const run = (...given: string[]) => dataImportCommand().exitOverride().parseAsync(given, { from: 'user' });
  await run('--recbole', dir, '--out', out, '--right-from', '4', '--split', 'time');
  expect((await loadDataset(out)).left.features.global.columns).toBe(5);
  await expect(run('--left', join(dir, 'shop.user'), '--out', join(dir, 'not'))).rejects.toMatchObject({
    kind: 'input',
    remedy: expect.stringContaining('--recbole'),
  });
});

test.each<[string, (dir: string) => Promise<unknown>, string]>([
  ['two sets', (dir) => writeFile(join(dir, 'other.inter'), 'a:token\n'), 'has 2 files of interactions'],
  ['no interactions', (dir) => rm(join(dir, 'shop.inter')), 'has 0 files of interactions'],
  ['other ids', (dir) => writeFile(join(dir, 'shop.inter'), 'who:token\titem_id:token\nu1\ta\n'), 'no column user_id'],
  ['ids alone', (dir) => writeFile(join(dir, 'shop.item'), 'item_id:token\na\nb\nc\n'), 'no column beside the ids'],
  [
    'numbers of two lengths',
    (dir) => writeFile(join(dir, 'shop.item'), 'item_id:token\tv:float_seq\na\t1 2\nb\t1\n'),
    'are not 2',
  ],
  ['an unknown thing', (dir) => writeFile(join(dir, 'shop.item'), 'item_id:token\tv:float\na\t1\n'), 'items that are not there'],
])('refused with its place: %s', async (_, change, message) => {
  const dir = await shop();
  await change(dir);
  const error = await imported(dir).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining(message) });
});
