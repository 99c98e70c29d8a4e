import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { featureTensors, readFeatures } from '../../src/dataset/feature-file.ts';
import { formatItems, readItems } from '../../src/dataset/formats/jsonl.ts';
import { formatQrels, readQrels } from '../../src/dataset/formats/qrels.ts';
import { formatSplits, readSplits } from '../../src/dataset/formats/splits.ts';
import { checkManifest } from '../../src/dataset/manifest.ts';
import { UserError } from '../../src/errors.ts';
import { encodeSafetensors } from '../../src/files/safetensors.ts';
import { idsOf } from '../support/ids-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toyDataset } from '../support/toy-dataset.ts';

const { left, right, relevance, splits } = toyDataset({ concepts: 8, leftWidth: 2, rightWidth: 2, folds: 2 });
const names = splits.map(({ name }) => name);
const width = { width: 2 };

/** What each reader makes of a file, reduced to what must hold of anything it accepts. */
const readers: readonly [string, string | Uint8Array, (path: string) => Promise<number>, number][] = [
  [
    'items',
    formatItems(left.items, 'left.jsonl'),
    async (path) => (await readItems(path, left.items.length)).length,
    left.items.length,
  ],
  [
    'relevance',
    formatQrels(left.items, right.items, relevance),
    async (path) => (await readQrels(path, idsOf(left.items), idsOf(right.items))).columnOf.length,
    relevance.columnOf.length,
  ],
  [
    'splits',
    formatSplits(splits, left.items, right.items),
    async (path) => (await readSplits(path, names, idsOf(left.items), idsOf(right.items))).length,
    splits.length,
  ],
  [
    'float features',
    encodeSafetensors(featureTensors(left.features, 'F32')),
    async (path) => (await readFeatures(path, idsOf(left.items), { ...width, storage: 'F32' })).global.data.length,
    left.features.global.data.length,
  ],
  [
    'eight-bit features',
    encodeSafetensors(featureTensors(left.features, 'I8')),
    async (path) => (await readFeatures(path, idsOf(left.items), { ...width, storage: 'I8' })).global.data.length,
    left.features.global.data.length,
  ],
];

test.each(readers)(
  '%s from a cut or changed file are refused, or are no more than there were',
  async (_, content, read, size) => {
    const path = join(await temporaryFolder(), 'file');
    const whole = Buffer.from(content);
    await writeFile(path, whole);
    expect(await read(path)).toBe(size);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.constantFrom('cut', 'flip', 'byte', 'twice'),
        fc.nat(255),
        async (at, how, value) => {
          const bytes =
            how === 'cut'
              ? whole.subarray(0, at)
              : Buffer.from(how === 'twice' ? Buffer.concat([whole.subarray(0, at), whole]) : whole);
          if (how === 'flip') bytes[at]! ^= 1 << (value & 7);
          if (how === 'byte') bytes[at] = value;
          await writeFile(path, bytes);
          const result = await read(path).catch((cause: unknown) => cause);
          if (typeof result === 'number') expect(result).toBeLessThanOrEqual(size);
          else {
            expect(result).toBeInstanceOf(UserError);
            expect(result).toMatchObject({ kind: 'input', place: expect.stringContaining(path) });
            refused++;
          }
        },
      ),
      { seed: 5, numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  },
);

test('any JSON in place of a manifest is refused as such', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => checkManifest(value, 'dataset.json')).toThrow(UserError);
    }),
    { seed: 6, numRuns: 2000 },
  );
});

const file = { sha256: 'a'.repeat(64), bytes: 1 };
const sideManifest = { name: 'thing', count: 1, features: { width: 1, storage: 'F32' }, backbone: { id: 'b' } };
const manifest = {
  format: 'matchbench-dataset',
  formatVersion: 1,
  name: 'n',
  version: '1',
  description: '',
  sides: { left: sideManifest, right: sideManifest },
  splits: [{ name: 's', description: '' }],
  sources: [],
  files: Object.fromEntries(
    ['left.safetensors', 'right.safetensors', 'left.jsonl', 'right.jsonl', 'qrels.tsv', 'splits.tsv'].map((name) => [name, file]),
  ),
};

test('a manifest is accepted as it is', () => {
  expect(checkManifest(manifest, 'dataset.json')).toEqual(manifest);
});

test.each<[string, object, RegExp]>([
  ['another version of the format', { formatVersion: 2 }, /formatVersion/],
  ['a key we do not know', { extra: 1 }, /extra/],
  ['a count of zero', { sides: { left: { ...sideManifest, count: 0 }, right: sideManifest } }, /sides.left.count/],
  ['a count with a fraction', { sides: { left: { ...sideManifest, count: 1.5 }, right: sideManifest } }, /sides.left.count/],
  ['no splits', { splits: [] }, /splits/],
  ['an absolute path', { files: { ...manifest.files, '/etc/passwd': file } }, /files/],
  ['a path that climbs', { files: { ...manifest.files, 'a/../../b': file } }, /files/],
  ['a path with a backslash', { files: { ...manifest.files, 'a\\b': file } }, /files/],
  ['a hidden file', { files: { ...manifest.files, '.git/config': file } }, /files/],
  ['a hash that is none', { files: { ...manifest.files, a: { sha256: 'x', bytes: 1 } } }, /files.a.sha256/],
  ['a missing file', { files: { 'qrels.tsv': file } }, /does not list left.safetensors/],
])('a manifest with %s is refused by key', (_, change, message) => {
  expect(() => checkManifest({ ...manifest, ...change }, 'dataset.json')).toThrow(message);
});
