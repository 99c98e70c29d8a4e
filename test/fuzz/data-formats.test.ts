import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import { featureTensors, readFeatures, type Storage } from '../../src/dataset/feature-file.ts';
import { formatExcluded, readExcluded } from '../../src/dataset/formats/exclude.ts';
import { formatItems, readItems } from '../../src/dataset/formats/jsonl.ts';
import { formatPairSplits, readPairSplits } from '../../src/dataset/formats/pair-splits.ts';
import { formatQrels, readQrels } from '../../src/dataset/formats/qrels.ts';
import { readAtomic } from '../../src/dataset/formats/recbole.ts';
import { formatSplits, readSplits } from '../../src/dataset/formats/splits.ts';
import { checkManifest } from '../../src/dataset/manifest.ts';
import { readManifest } from '../../src/dataset/read-folder.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { encodeSafetensors, readSafetensors } from '../../src/files/safetensors.ts';
import { readFeatures as readServed } from '../../src/retrieval/features-file.ts';
import type { Features, Split } from '../../src/types.ts';
import { type Format, finite, rewritten, testDamage } from '../support/damaged-formats.ts';
import { idsOf } from '../support/ids-of.ts';
import { writeToyDataset } from '../support/toy-dataset.ts';

const titles = [
  'items',
  'relevance',
  'a RecBole file',
  'excluded pairs',
  'splits',
  'splits of pairs',
  'the manifest of a data set',
  'features stored as F32',
  'features stored as I8',
  'safetensors',
  'features of a served side',
] as const;

testDamage(titles, 10_000, async (inDir) => {
  const options = { concepts: 8, leftWidth: 3, rightWidth: 2, folds: 2 };
  const { left, right, relevance, splits } = await writeToyDataset(inDir('data'), options);
  const ids = { left: idsOf(left.items), right: idsOf(right.items) };
  const names = splits.map(({ name }) => name);
  const barred = relevanceFromPairs(left.items.length, right.items.length, [
    { row: 0, column: right.items.length - 1, grade: 1 },
    { row: 3, column: 0, grade: 1 },
  ]);
  await writeFile(inDir('a.inter'), 'user_id:token\titem_id:token\trating:float\n1\t7\t3.5\n2\t7\t4\n');
  await writeFile(inDir('data/exclude.tsv'), formatExcluded(left.items, right.items, barred));
  const tokens = { items: 2, tokens: 2, width: 1, data: Float32Array.of(1, 2, 3, 4), mask: Uint8Array.of(1, 0, 1, 1) };
  const timeSplit = (pairs: Uint8Array | undefined): Split => ({ ...splits[0]!, name: 'time', ...(pairs && { pairs }) });
  const thirds = Uint8Array.from(relevance.columnOf, (_, pair) => 1 + (pair % 3));
  await writeFile(inDir('pair-splits.tsv'), formatPairSplits([timeSplit(thirds)], left.items, right.items, relevance));
  const few: Features = { global: { rows: 2, columns: 2, data: Float32Array.of(1, 2, 3, 4) }, tokens };
  const items = left.items.slice(0, 2);
  const features = (storage: Storage): Format => ({
    file: `${storage}.safetensors`,
    runs: 900,
    read: async (path) => finite(await readFeatures(path, idsOf(items), { width: 2, storage, tokens: { count: 2, width: 1 } })),
    again: (value: Features, path) => rewritten(path, encodeSafetensors(featureTensors(value, 'F32')), () => readServed(path)),
  });
  await writeFile(inDir('F32.safetensors'), encodeSafetensors(featureTensors(few, 'F32')));
  await writeFile(inDir('I8.safetensors'), encodeSafetensors(featureTensors(few, 'I8')));
  await writeFile(inDir('served.safetensors'), encodeSafetensors(featureTensors(few, 'F32'), { made: 'here' }));

  return {
    items: {
      file: 'data/left.jsonl',
      runs: 1500,
      read: async (path) => {
        const read = await readItems(path, left.items.length);
        const ids = read.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        return read;
      },
      again: (value: never, path) => rewritten(path, formatItems(value, path), () => readItems(path, left.items.length)),
    },
    relevance: {
      file: 'data/qrels.tsv',
      runs: 1500,
      read: (path) => readQrels(path, ids.left, ids.right),
      again: (value: typeof relevance, path) =>
        rewritten(path, formatQrels(left.items, right.items, value), () => readQrels(path, ids.left, ids.right)),
    },
    'a RecBole file': {
      file: 'a.inter',
      runs: 500,
      read: (path) => readAtomic(path),
      again: ({ columns, values, rows }: Awaited<ReturnType<typeof readAtomic>>, path) => {
        const header = columns.map(({ name, type }) => `${name}:${type}`);
        const lines = Array.from({ length: rows }, (_, row) => columns.map(({ name }) => values.get(name)![row]!));
        return rewritten(path, [header, ...lines].map((fields) => `${fields.join('\t')}\n`).join(''), () => readAtomic(path));
      },
    },
    'excluded pairs': {
      file: 'data/exclude.tsv',
      runs: 500,
      read: (path) => readExcluded(path, ids.left, ids.right, relevance),
      again: (value: typeof relevance, path) =>
        rewritten(path, formatExcluded(left.items, right.items, value), () => readExcluded(path, ids.left, ids.right, relevance)),
    },
    splits: {
      file: 'data/splits.tsv',
      runs: 1500,
      read: async (path) => {
        const read = await readSplits(path, names, ids.left, ids.right);
        for (const split of read) for (const code of [...split.left, ...split.right]) expect(code).toBeLessThan(5);
        return read;
      },
      again: (value: never, path) =>
        rewritten(path, formatSplits(value, left.items, right.items), () => readSplits(path, names, ids.left, ids.right)),
    },
    'splits of pairs': {
      file: 'pair-splits.tsv',
      runs: 600,
      read: async (path) => {
        const read = await readPairSplits(path, ['time'], ids.left, ids.right, relevance);
        for (const codes of read) for (const code of codes ?? []) expect(code).toBeLessThan(4);
        return read;
      },
      again: ([pairs]: (Uint8Array | undefined)[], path) =>
        rewritten(path, formatPairSplits([timeSplit(pairs)], left.items, right.items, relevance), () =>
          readPairSplits(path, ['time'], ids.left, ids.right, relevance),
        ),
    },
    'the manifest of a data set': {
      file: 'data/dataset.json',
      runs: 1500,
      read: async (path) => (await readManifest(dirname(path))).manifest,
      again: (value: object, path) => checkManifest(JSON.parse(JSON.stringify(value)), path),
    },
    'features stored as F32': features('F32'),
    'features stored as I8': features('I8'),
    safetensors: {
      file: 'served.safetensors',
      runs: 1500,
      read: async (path) => (await readSafetensors(path)).tensors,
      again: async (value: never, path) =>
        rewritten(path, encodeSafetensors(value), async () => (await readSafetensors(path)).tensors),
    },
    'features of a served side': {
      file: 'served.safetensors',
      runs: 900,
      read: async (path) => finite(await readServed(path)),
      again: (value: Features, path) => rewritten(path, encodeSafetensors(featureTensors(value, 'F32')), () => readServed(path)),
    },
  };
});
