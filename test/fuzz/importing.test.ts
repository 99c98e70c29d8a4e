import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { openParquet } from '../../src/importing/formats/parquet.ts';
import { importDataset } from '../../src/importing/import-dataset.ts';
import { openFeatures } from '../../src/importing/open-features.ts';
import { openTable } from '../../src/importing/open-table.ts';
import { openTokens, readMask } from '../../src/importing/open-tokens.ts';
import { damage, expectRefusal, fuzzFactor } from '../support/hostile.ts';
import { numpyFiles } from '../support/numpy-files.ts';
import { writeBrought } from '../support/to-import.ts';

let dir: string;
const inDir = (name: string): string => join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matchbench-fuzz-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const decoded = (name: keyof typeof numpyFiles): Uint8Array => Buffer.from(numpyFiles[name], 'base64');

const parquet = (): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: ['a', 'b', 'c'] },
        {
          name: 'v',
          data: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'v', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ],
      rowGroupSize: 2,
    }),
  );

/** Every block of features, held to the sizes that were promised. */
async function readFeatures(path: string): Promise<void> {
  const source = await openFeatures(path);
  let rows = 0;
  await source.forEachBlock(async (block) => {
    expect(block.start).toBe(rows);
    expect(block.data.length).toBe(block.rows * source.columns);
    rows += block.rows;
  });
  expect(rows).toBe(source.rows);
  await source.column?.('id');
}

/** Tokens and their mask beside the features, held to each other. */
async function readTokens(path: string): Promise<void> {
  const source = await openFeatures(path, { besides: ['words', 'mask'] });
  const tokens = await openTokens(path, { tokens: 'words', mask: 'mask' }, source);
  await tokens.vectors.forEachBlock(async (block) => {
    expect(block.data.length).toBe(block.rows * tokens.count * tokens.width);
  });
  expect((await readMask(tokens)).length).toBe(source.rows * tokens.count);
}

async function readTable(path: string): Promise<void> {
  const table = await openTable(path);
  await table.forEachRow(table.columns, (cells) => {
    for (const cell of cells) expect(typeof cell).toBe('string');
  });
}

/** Ends a reader that loops over damaged bytes soon: this file is read in milliseconds. */
async function readParquet(path: string): Promise<void> {
  const table = await openParquet(path, 1_000);
  for (const { name, isList, values } of table.columns) {
    if (isList) await table.forEachVectors(name, Math.min(64, Math.ceil(values / Math.max(1, table.rows))), async () => {});
    else await table.forEachRange([name], () => {});
  }
}

const lines = '{"id":"a","vector":[1,2],"text":"x"}\n{"id":"b","vector":[3,4.5],"text":"y"}\n';

test.each<[file: string, runs: number, content: () => string | Uint8Array, read: (path: string) => Promise<void>]>([
  ['x.npy', 800, () => decoded('f4'), readFeatures],
  ['x.npz', 500, () => decoded('npz'), readFeatures],
  ['tokens.npz', 300, () => decoded('npzTokens'), readTokens],
  ['x.jsonl', 800, () => lines, readFeatures],
  ['x.item', 500, () => 'id:token\tyear:float\tkind:token_seq\na\t1\tx y\nb\t-2.5\ty\n', readFeatures],
  ['table.inter', 500, () => 'user_id:token\titem_id:token\trating:float\na\tx\t5\nb\ty\t3\n', readTable],
  ['x.parquet', 60, parquet, readParquet],
  ['table.csv', 800, () => 'left,right,text\na,b,"x, ""y"" z"\nc,d,"two\nlines"\n', readTable],
  ['table.tsv', 600, () => 'left\tright\na\tb\nc\td\n', readTable],
  ['table.qrels', 500, () => 'a 0 x 1\nb\t0\ty\t2\n', readTable],
  ['table.jsonl', 600, () => '{"left":"a","right":3}\n{"left":"c","right":"d"}\n', readTable],
])('%s: a damaged file is refused in one error, or read as far as its sizes say', async (file, runs, content, read) => {
  const path = inDir(file);
  const whole = Buffer.from(content());
  await writeFile(path, whole);
  await read(path);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damage, async (change) => {
      await writeFile(path, change(whole));
      try {
        await read(path);
      } catch (error) {
        expectRefusal(error, path);
        refused++;
      }
    }),
    { seed: 21, numRuns: runs * fuzzFactor },
  );
  expect(refused).toBeGreaterThan(runs / 20);
});

test('an import of damaged files gives a data set that can be read, or nothing at all', async () => {
  const folder = inDir('brought');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(folder);
  await writeBrought(folder, 24);
  const at = (name: string): string => join(folder, name);
  const files = ['users.npy', 'items.safetensors', 'clicks.csv'];
  const whole = Object.fromEntries(await Promise.all(files.map(async (name) => [name, await readFile(at(name))] as const)));
  const before = (await readdir(folder)).sort();
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), damage, async (name, change) => {
      for (const file of files) await writeFile(at(file), file === name ? change(whole[file]!) : whole[file]!);
      const given = {
        left: { features: at('users.npy') },
        right: { features: at('items.safetensors') },
        pairs: at('clicks.csv'),
      };
      try {
        await importDataset(at('out'), given);
      } catch (error) {
        expectRefusal(error, at(name));
        expect((await readdir(folder)).sort()).toEqual(before);
        return;
      }
      accepted++;
      await loadDataset(at('out'));
      await rm(at('out'), { recursive: true });
    }),
    { seed: 22, numRuns: 120 * fuzzFactor },
  );
  expect(accepted).toBeGreaterThan(10);
});
