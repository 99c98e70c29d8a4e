import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { type DatasetContents, type SideContents, writeDataset } from '../../src/dataset/write.ts';
import { UserError } from '../../src/errors.ts';
import type { Dataset, Features, Item } from '../../src/types.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const backbone = { id: 'none/none' };
export const side = (items: Item[], global: number[], width: number, more: Partial<SideContents> = {}): SideContents => ({
  name: 'thing',
  items,
  features: { global: { rows: items.length, columns: width, data: Float32Array.from(global) } },
  storage: 'F32',
  backbone,
  ...more,
});

/** Two left and two right items, one picture, everything tested. */
export const tiny = (more: Partial<DatasetContents> = {}): DatasetContents => ({
  name: 'tiny',
  version: '1',
  description: 'two and two',
  left: side(
    [
      { id: 'a', unit: 'u', picture: 'pictures/all.bin#xywh=0,0,1,1' },
      { id: 'é', unit: 'v', text: 'line\nfeed', groups: ['g'] },
    ],
    [1, 2, 3, 4],
    2,
  ),
  right: side(
    [
      { id: 'x', unit: 'u' },
      { id: 'y', unit: 'v' },
    ],
    [5, -6],
    1,
  ),
  relevance: relevanceFromPairs(2, 2, [
    { row: 0, column: 0, grade: 2 },
    { row: 1, column: 1, grade: 1 },
  ]),
  splits: [{ name: 'all', description: '', left: Uint8Array.of(3, 3), right: Uint8Array.of(3, 3) }],
  sources: [{ name: 's', version: '1', licence: 'MIT', attribution: '' }],
  files: { 'pictures/all.bin': Uint8Array.of(1, 2, 3) },
  ...more,
});

export const written = async (contents = tiny()): Promise<string> => {
  const dir = await temporaryFolder();
  await writeDataset(dir, contents);
  return dir;
};

export const refusalOf = async (promise: Promise<unknown>): Promise<UserError> => {
  const error = await promise.then(
    () => 'no error',
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

/** Replaces a file and makes the manifest vouch for it, so that the readers meet what the hash would have caught. */
export async function replaceSigned(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  const manifest = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8'));
  manifest.files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  await writeFile(join(dir, name), bytes);
  await writeFile(join(dir, 'dataset.json'), JSON.stringify(manifest));
}

/** Words are made of the texts when those are read. */
const stored = ({ words: _, ...features }: Features): Features => features;

export const itemsAndAnswers = ({
  left,
  right,
  relevance,
  splits,
}: Pick<Dataset, 'left' | 'right' | 'relevance' | 'splits'>) => ({
  left: { name: left.name, items: left.items, features: stored(left.features) },
  right: { name: right.name, items: right.items, features: stored(right.features) },
  relevance,
  splits: splits.map((split) => ({ name: split.name, left: split.left, right: split.right })),
});
