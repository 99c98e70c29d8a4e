import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { defineModel, objectionToShapes } from '../../src/define-model.ts';
import { encodeSafetensors, type TensorArray } from '../../src/files/safetensors.ts';
import { importDataset } from '../../src/importing/import-dataset.ts';
import { createRandom } from '../../src/random.ts';
import { numpyFiles } from '../support/numpy-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeBrought } from '../support/to-import.ts';

const [rows, count, width] = [60, 3, 4];
const tokens = { tokens: 'words', mask: 'mask' };

function arrays(): Record<string, TensorArray> {
  const random = createRandom(11);
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  // Of every third item the last token is padding, and has a number in it.
  const mask = Uint8Array.from({ length: rows * count }, (_, at) => (at % (3 * count) === 2 ? 0 : 1));
  return {
    vectors: { dtype: 'F32', shape: [rows, 2], data: normal(rows * 2) },
    words: { dtype: 'F32', shape: [rows, count, width], data: normal(rows * count * width) },
    mask: { dtype: 'U8', shape: [rows, count], data: mask },
  };
}

async function brought(changed: Record<string, TensorArray> = {}) {
  const dir = await temporaryFolder();
  await writeBrought(dir, rows);
  const at = (name: string): string => join(dir, name);
  const all = { ...arrays(), ...changed };
  await writeFile(at('texts.safetensors'), encodeSafetensors(all));
  const right = { features: at('texts.safetensors'), tokens };
  return { at, all, options: { left: { features: at('users.npy') }, right, pairs: at('clicks.csv') } };
}

test('tokens stand in the data set row by row, zeros where there is none, and models of interaction take them', async () => {
  const { at, all, options } = await brought();
  const ids = Array.from({ length: rows }, (_, row) => `i${(row * 7) % rows}`);
  await writeFile(at('names.csv'), `id\n${ids.join('\n')}\n`);
  await writeFile(at('named.csv'), `user,item\n${ids.map((id, row) => `${row},${id}`).join('\n')}\n`);
  await importDataset(at('ordered'), options);
  await importDataset(at('shuffled'), {
    ...options,
    right: { ...options.right, items: at('names.csv') },
    pairs: at('named.csv'),
  });
  const [ordered, shuffled] = [await loadDataset(at('ordered')), await loadDataset(at('shuffled'))];
  for (const { right } of [ordered, shuffled]) {
    const { tokens: read, global } = right.features;
    expect([read!.tokens, read!.width, global.columns]).toEqual([count, width, 2]);
    for (const [row, { id }] of right.items.entries()) {
      const from = right === ordered.right ? row : ids.indexOf(id);
      const mask = (all.mask!.data as Uint8Array).subarray(from * count, (from + 1) * count);
      expect(read!.mask.subarray(row * count, (row + 1) * count)).toEqual(mask);
      for (let token = 0; token < count; token++) {
        const own = read!.data.subarray((row * count + token) * width, (row * count + token + 1) * width);
        const given = (all.words!.data as Float32Array).subarray(
          (from * count + token) * width,
          (from * count + token + 1) * width,
        );
        expect(own).toEqual(mask[token] === 1 ? given : new Float32Array(width));
      }
    }
  }
  const shape = { width: 2, tokens: { count, width } };
  for (const model of ['late-interaction', 'kernel-pooling', 'token-attention'] as const) {
    expect(objectionToShapes(model, { left: shape, right: shape })).toBeUndefined();
    expect(defineModel(model, { left: shape, right: shape }).name).toBe(model);
  }
});

test('an .npz of NumPy gives its tokens, of half precision and with a mask of booleans; what is not a number is padding alone', async () => {
  const dir = await temporaryFolder();
  const at = (name: string): string => join(dir, name);
  await writeFile(at('a.npz'), Buffer.from(numpyFiles.npzTokens, 'base64'));
  await writeFile(at('pairs.csv'), 'left,right\n0,0\n1,1\n2,2\n');
  const side = { features: at('a.npz'), tokens };
  await writeFile(
    at('splits.csv'),
    `side,id,only\n${['left', 'right'].flatMap((of) => ['train', 'validation', 'test'].map((part, id) => `${of},${id},${part}`)).join('\n')}\n`,
  );
  await importDataset(at('out'), { left: side, right: side, pairs: at('pairs.csv'), split: at('splits.csv') });
  const { global, tokens: read } = (await loadDataset(at('out'))).left.features;
  expect([...global.data]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...read!.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 13, 14, 15, 16, 17, 18]);
  expect([...read!.mask]).toEqual([1, 1, 1, 0, 1, 1]);
});

test.each<[what: string, changed: Record<string, TensorArray>, message: RegExp]>([
  [
    'a mask of another shape',
    { mask: { dtype: 'U8', shape: [rows, 2], data: new Uint8Array(rows * 2).fill(1) } },
    /belong together/,
  ],
  [
    'tokens of fewer items',
    { words: { dtype: 'F32', shape: [59, count, width], data: new Float32Array(59 * count * width) } },
    /belong together/,
  ],
  [
    'tokens that are a matrix',
    { words: { dtype: 'F32', shape: [rows, 12], data: new Float32Array(rows * 12) } },
    /tokens are \[items, tokens, values\]/,
  ],
  [
    'a mask of numbers',
    { mask: { dtype: 'F32', shape: [rows, count], data: new Float32Array(rows * count) } },
    /element type F32/,
  ],
  [
    'a mask with a two in it',
    { mask: { dtype: 'U8', shape: [rows, count], data: new Uint8Array(rows * count).fill(2) } },
    /value 2/,
  ],
  ['an item without a token', { mask: { dtype: 'U8', shape: [rows, count], data: new Uint8Array(rows * count) } }, /no token/],
  [
    'a token that is no number',
    { words: { dtype: 'F32', shape: [rows, count, width], data: new Float32Array(rows * count * width).fill(Number.NaN) } },
    /NaN or infinity/,
  ],
  ['features that are bytes', { vectors: { dtype: 'U8', shape: [rows, 2], data: new Uint8Array(rows * 2) } }, /element type U8/],
])('%s is refused, and no data set is left', async (_what, changed, message) => {
  const { at, options } = await brought(changed);
  await expect(importDataset(at('out'), options)).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringMatching(message),
  });
  await expect(loadDataset(at('out'))).rejects.toThrow('There is no such folder');
});

test('tokens in a format without arrays are refused with those that have them', async () => {
  const { at, options } = await brought();
  const left = { features: at('users.npy'), tokens };
  await expect(importDataset(at('out'), { ...options, left })).rejects.toThrow('.npz and .safetensors');
});
