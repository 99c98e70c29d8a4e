import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytewise } from '../../src/dataset/identifiers.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { type SideContents, writeDataset } from '../../src/dataset/write.ts';
import type { Features } from '../../src/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { backbone, itemsAndAnswers, tiny, written } from '../support/tiny-contents.ts';
import { toyDataset, writeToyDataset } from '../support/toy-dataset.ts';

test('the files are those of the format, written by hand', async () => {
  const dir = await written();
  const content = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
  expect(await content('left.jsonl')).toBe(
    '{"id":"a","unit":"u","picture":"pictures/all.bin#xywh=0,0,1,1"}\n{"id":"é","unit":"v","text":"line\\nfeed","groups":["g"]}\n',
  );
  expect(await content('qrels.tsv')).toBe('a\t0\tx\t2\né\t0\ty\t1\n');
  expect(await content('splits.tsv')).toBe('side\tid\tall\nleft\ta\ttest\nleft\té\ttest\nright\tx\ttest\nright\ty\ttest\n');
  const manifest = JSON.parse(await content('dataset.json'));
  expect(manifest.sides.left).toEqual({ name: 'thing', count: 2, features: { width: 2, storage: 'F32' }, backbone });
  expect(Object.keys(manifest.files)).toEqual([
    'left.jsonl',
    'left.safetensors',
    'pictures/all.bin',
    'qrels.tsv',
    'right.jsonl',
    'right.safetensors',
    'splits.tsv',
  ]);
  expect(manifest.files['pictures/all.bin']).toEqual({
    sha256: '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81',
    bytes: 3,
  });
});

test('a data set is loaded as it was written, and its hash is that of the manifest', async () => {
  const dir = await temporaryFolder();
  const loaded = await writeToyDataset(dir);
  expect(itemsAndAnswers(loaded)).toEqual(itemsAndAnswers(toyDataset()));
  expect(loaded.hash).toBe(
    createHash('sha256')
      .update(await readFile(join(dir, 'dataset.json')))
      .digest('hex'),
  );
});

test('the same contents give the same bytes, also over an older data set', async () => {
  const [a, b] = [await temporaryFolder(), await temporaryFolder()];
  await writeToyDataset(a);
  await writeToyDataset(b, { seed: 7 });
  await writeToyDataset(b);
  for (const name of await readdir(a)) expect(await readFile(join(b, name))).toEqual(await readFile(join(a, name)));
});

test('eight-bit storage is within half a step of the largest value of its column, and exact for the largest', async () => {
  const loaded = await writeToyDataset(await temporaryFolder(), { storage: 'I8' });
  const { data, columns } = toyDataset().left.features.global;
  const largest = new Float64Array(columns);
  for (const [i, value] of data.entries()) largest[i % columns] = Math.max(largest[i % columns]!, Math.abs(value));
  const errors = Array.from(data, (value, i) => Math.abs(value - loaded.left.features.global.data[i]!) / largest[i % columns]!);
  expect(Math.max(...errors)).toBeLessThan(0.5001 / 127);
  expect(Math.max(...errors)).toBeGreaterThan(0.45 / 127);
});

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[^\P{Cc}\t\n]/u.test(value));
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((value) => !/[\s\p{Cc}]/u.test(value));

const items = fc
  .uniqueArray(id, { minLength: 1, maxLength: 6 })
  .map((ids) => ids.sort(compareBytewise))
  .chain((ids) =>
    fc.tuple(
      ...ids.map((name) =>
        fc.record(
          { id: fc.constant(name), unit: text, text, groups: fc.array(text, { maxLength: 2 }) },
          { requiredKeys: ['id', 'unit'] },
        ),
      ),
    ),
  );

const finite = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });

const features = (count: number): fc.Arbitrary<Features> =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), fc.boolean()).chain(([width, length, withTokens]) =>
    fc
      .tuple(
        finite(count * width),
        finite(count * length * width),
        fc.uint8Array({ min: 0, max: 1, minLength: count * length, maxLength: count * length }),
      )
      .map(([global, data, mask]) => ({
        global: { rows: count, columns: width, data: global },
        // Every row has its first token.
        ...(withTokens
          ? {
              tokens: { items: count, tokens: length, width, data, mask: mask.map((value, i) => (i % length === 0 ? 1 : value)) },
            }
          : {}),
      })),
  );

const anySide = items.chain((list) =>
  features(list.length).map((made): SideContents => ({ name: 's', items: list, features: made, storage: 'F32', backbone })),
);

test('any data set is loaded as it was written', async () => {
  const dir = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(anySide, anySide, fc.infiniteStream(fc.nat(255)), async (left, right, grades) => {
      const [n, m] = [left.items.length, right.items.length];
      const pairs = Array.from({ length: n * m }, (_, i) => ({
        row: Math.floor(i / m),
        column: i % m,
        grade: i === 0 ? 1 : grades.next().value,
      }));
      const cells = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i === 0 ? 3 : grades.next().value % 5));
      const contents = tiny({
        left,
        right,
        relevance: relevanceFromPairs(
          n,
          m,
          pairs.filter(({ grade }) => grade > 0),
        ),
        splits: ['p', 'q'].map((name) => ({ name, description: 'd', left: cells(n), right: cells(m) })),
      });
      await writeDataset(dir, contents);
      expect(itemsAndAnswers(await loadDataset(dir))).toEqual(itemsAndAnswers(contents));
    }),
    { seed: 3, numRuns: 20 },
  );
});
