import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatExcluded, readExcluded } from '../../src/dataset/formats/exclude.ts';
import type { IdTable } from '../../src/dataset/ids.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import type { Item } from '../../src/types.ts';
import { idsOf } from '../support/ids-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const items = (ids: readonly string[]): Item[] => ids.map((id) => ({ id, unit: id }));
const ids = (given: readonly string[]): IdTable => idsOf(items(given));
const pair = (row: number, column: number) => ({ row, column, grade: 1 });

/** A user in training and in test, films in every part. */
async function write(dir: string): Promise<void> {
  const side = (name: string, ids: readonly string[]) => ({
    name,
    items: items(ids),
    features: { global: { rows: ids.length, columns: 1, data: Float32Array.from(ids, (_, i) => i) } },
    storage: 'F32' as const,
    backbone: { id: 'none' },
  });
  await writeDataset(dir, {
    name: 'moments',
    version: '1',
    description: '',
    left: side('user', ['u1-test', 'u1-train', 'u1-validation']),
    right: side('film', ['a', 'b', 'c']),
    relevance: relevanceFromPairs(3, 3, [pair(0, 2), pair(1, 0), pair(2, 1)]),
    exclude: relevanceFromPairs(3, 3, [pair(0, 0), pair(0, 1), pair(2, 0)]),
    splits: [{ name: 'by-time', description: '', left: Uint8Array.of(3, 1, 2), right: Uint8Array.of(4, 4, 4) }],
    sources: [],
  });
}

test('an item of every part is in each, and pairs that are no candidates come with the part', async () => {
  const dir = await temporaryFolder();
  await write(dir);
  expect(await readFile(join(dir, 'splits.tsv'), 'utf8')).toContain('right\ta\tall\n');
  const dataset = await loadDataset(dir);
  const partsOf = (part: 'train' | 'validation' | 'test') => {
    const { left, right, exclude } = takePart(dataset, 'by-time', part);
    return { left: left.items.map(({ id }) => id), right: right.items.map(({ id }) => id), excluded: [...exclude!.columnOf] };
  };
  expect(partsOf('test')).toEqual({ left: ['u1-test'], right: ['a', 'b', 'c'], excluded: [0, 1] });
  expect(partsOf('train')).toEqual({ left: ['u1-train'], right: ['a', 'b', 'c'], excluded: [] });
  expect(partsOf('validation').excluded).toEqual([0]);
});

test.each([
  ['x\ta\n', 'no left item'],
  ['u1\tx\n', 'no right item'],
  ['u1\ta\tb\n', 'with a tab between'],
  ['u1\tb\nu1\tb\n', 'there twice'],
  ['u1\ta\n', 'right answer'],
])('%j is refused by line', async (text, message) => {
  const path = join(await temporaryFolder(), 'exclude.tsv');
  await writeFile(path, text);
  const read = readExcluded(path, ids(['u1']), ids(['a', 'b']), relevanceFromPairs(1, 2, [pair(0, 0)]));
  await expect(read).rejects.toMatchObject({ kind: 'input', place: expect.stringContaining('exclude.tsv:') });
  await expect(read).rejects.toThrow(message);
});

test('what is written is what is read', async () => {
  const path = join(await temporaryFolder(), 'exclude.tsv');
  const excluded = relevanceFromPairs(2, 2, [pair(0, 1), pair(1, 0)]);
  await writeFile(path, formatExcluded(items(['u', 'v']), items(['a', 'b']), excluded));
  expect(await readExcluded(path, ids(['u', 'v']), ids(['a', 'b']), relevanceFromPairs(2, 2, []))).toEqual(excluded);
});
