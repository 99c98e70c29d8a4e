import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/files/sha256.ts';
import { readRecord } from '../../src/report/read-record.ts';
import { evenQueries, writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const directions = { 'left-right': evenQueries(2, 3), 'right-left': evenQueries(4, 5) };

async function run(): Promise<string> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, {
    accuracy: [{ model: 'tower', seed: 0, directions }],
    cells: [{ id: 'a/train', kind: 'train' }],
  });
  return dir;
}

const change = async (path: string, edit: (text: string) => string): Promise<void> =>
  writeFile(path, edit(await readFile(path, 'utf8')));

test('cells come in the order of the record, with their per-query values', async () => {
  const { cells, perQuery } = await readRecord(await run());
  expect(cells.map(({ kind }) => kind)).toEqual(['accuracy', 'train']);
  const values = perQuery.get(cells[0]!.id)!;
  expect(Array.from(values['left-right'].values.MRR)).toEqual(new Array(6).fill(0.5));
  expect(Array.from(values['right-left'].units)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
});

test('a folder without a record is refused with its path', async () => {
  const dir = await temporaryFolder();
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'storage', place: join(dir, 'record.json') });
});

test('what is no record, or of another version, is refused', async () => {
  const dir = await run();
  const path = join(dir, 'record.json');
  await change(path, (text) => text.replace('"formatVersion":1', '"formatVersion":2'));
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('version 2') });
  for (const text of ['{}', 'null', '[]', '{"format":"matchbench-record","formatVersion":1}', '{', '\ufffd']) {
    await writeFile(path, text);
    await expect(readRecord(dir)).rejects.toMatchObject({ name: 'UserError', kind: 'input', place: path });
  }
});

test('a cell or an array that changed after the run is refused by name', async () => {
  for (const ending of ['.json', '.safetensors']) {
    const dir = await run();
    const name = (await readdir(join(dir, 'cells'))).find((file) => file.endsWith(ending))!;
    await change(join(dir, 'cells', name), (text) => `${text} `);
    await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', place: join(dir, 'cells', name) });
  }
});

test('a record cannot name files outside its folder', async () => {
  for (const file of ['../secret.json', '/etc/passwd', 'cells/../../x', 'C:\\x', '..']) {
    const dir = await run();
    await change(join(dir, 'record.json'), (text) => {
      const record = JSON.parse(text);
      record.cells[0].file = file;
      return JSON.stringify(record);
    });
    await expect(readRecord(dir)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('outside its folder'),
    });
  }
});

test('a cell with the right hash but without its parts is refused', async () => {
  const dir = await run();
  const text = JSON.stringify({
    id: 'a/train',
    kind: 'train',
    key: {},
    status: 'done',
    figures: [{ metric: 'x' }],
    samples: [],
    files: [],
    warnings: [],
  });
  await writeFile(join(dir, 'cells/a.train.json'), text);
  await change(join(dir, 'record.json'), (record) => {
    const parsed = JSON.parse(record);
    parsed.cells[1].sha256 = sha256(text);
    return JSON.stringify(parsed);
  });
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', message: 'This is not the cell a/train.' });
});
