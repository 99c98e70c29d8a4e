import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/files/sha256.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { evenQueries, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

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
  expect(Array.from(values['left-right'].values.get('MRR')!)).toEqual(new Array(6).fill(0.5));
  expect(Array.from(values['right-left'].units)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
});

test('a folder without a run, and one that is not there, are refused as that', async () => {
  const dir = await temporaryFolder();
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', message: 'this folder holds no run', place: dir });
  const none = join(dir, 'none');
  await expect(readRecord(none)).rejects.toMatchObject({ kind: 'input', message: 'there is no such folder', place: none });
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

/** Changes a cell and the hash that the record has of it. */
async function changeCell(dir: string, edit: (cell: Record<string, unknown>) => void): Promise<string> {
  const path = join(dir, 'cells/a.train.json');
  const cell = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  edit(cell);
  await writeFile(path, JSON.stringify(cell));
  await change(join(dir, 'record.json'), (text) => {
    const record = JSON.parse(text);
    record.cells[1].sha256 = sha256(JSON.stringify(cell));
    return JSON.stringify(record);
  });
  return path;
}

const figure = { metric: 'parameters', unit: 'parameters', value: 1 };
const series = { name: 'search', unit: 'ms', key: {}, values: [1] };

test.each([
  ['a figure without its unit', { figures: [{ metric: 'parameters', value: 1 }] }, 'figures.0.unit'],
  ['a metric that nobody publishes', { figures: [{ ...figure, metric: 'MRRR' }] }, 'figures.0.metric'],
  ['a direction that there is not', { figures: [{ ...figure, direction: '<b>' }] }, 'figures.0.direction'],
  ['a data set that is no folder name', { figures: [{ ...figure, dataset: '../x' }] }, 'figures.0.dataset'],
  ['a size below 0', { figures: [{ ...figure, leftCount: -1 }] }, 'figures.0.leftCount'],
  ['a size that is no whole number', { key: { seed: 0.5 } }, 'key.seed'],
  ['a model with a line break', { key: { model: 'a\nb' } }, 'key.model'],
  ['a sample that is no number', { samples: [{ ...series, values: [1, null] }] }, 'samples.0.values.1'],
  ['a series without a name of ours', { samples: [{ ...series, name: 'x' }] }, 'samples.0.name'],
  ['a status that there is not', { status: 'perhaps' }, 'status'],
])('%s is refused with its place, though the hash is right', async (_, changes, place) => {
  const dir = await run();
  const path = await changeCell(dir, (cell) => Object.assign(cell, changes));
  await expect(readRecord(dir)).rejects.toMatchObject({
    kind: 'input',
    place: path,
    message: expect.stringContaining(`The cell is not as expected: ${place}: `),
  });
});

test('another cell under the name of one is refused', async () => {
  const dir = await run();
  await changeCell(dir, (cell) => Object.assign(cell, { id: 'b/train' }));
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', message: 'This is not the cell a/train.' });
});

test('an array of values whose metric is among the figures cannot be missing', async () => {
  const dir = await temporaryFolder();
  const figures = [{ metric: 'medR', unit: 'rank', direction: 'left-right', value: 1 } as const];
  await writeSyntheticRun(dir, { accuracy: [{ model: 'tower', seed: 0, directions, figures, without: ['firstRank'] }] });
  await expect(readRecord(dir)).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringContaining('left-right.firstRank'),
  });
});

test('a record names its data sets as folders can be named', async () => {
  const dir = await run();
  await change(join(dir, 'record.json'), (text) => text.replace('"name":"toys"', '"name":"<img>"'));
  await expect(readRecord(dir)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('datasets.0.name') });
});
