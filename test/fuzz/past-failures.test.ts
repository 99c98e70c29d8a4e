import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkManifest } from '../../src/dataset/manifest.ts';
import { UserError } from '../../src/errors.ts';
import { parseJson } from '../../src/files/json.ts';
import { encodeSafetensors, readSafetensors } from '../../src/files/safetensors.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { readFeatures } from '../../src/retrieval/features-file.ts';
import { openPart, readManifest } from '../../src/retrieval/model-folder.ts';
import { knownNames } from '../../src/suite/reading/known-names.ts';
import { parseSuite } from '../../src/suite/reading/parse-suite.ts';
import { prepareSuite } from '../../src/suite/running/prepare.ts';
import { expectRefusal } from '../support/hostile.ts';
import { writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeToyDualTower } from '../support/toy-model.ts';

const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
};
const json = (text: string) => parseJson(Buffer.from(text), { what: 'The file', place: 'a.json', remedy: 'Write it again.' });
const safetensors = (header: string, data = new Uint8Array()): Uint8Array => {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([prefix, Buffer.from(header), data]);
};

test.each([
  ['a key that is there twice', '{"a": 1,\n "a": 2}', /has the key "a" twice in line 2/],
  ['a key that is there twice, once escaped', '{"a": 1, "\\u0061": 2}', /has the key "a" twice/],
  ['a prototype key', '{"b": {"__proto__": {"a": 1}}}', /has the key "__proto__"/],
  ['nesting that a later walk would not survive', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, /nested more than 64 deep/],
  ['a byte order mark', '\ufeff{}', /starts with a byte order mark/],
  ['an open string', '{"a', /is not JSON/],
])('JSON with %s is refused', async (_, text, message) => {
  const error = await caught(() => json(text));
  expectRefusal(error, 'a.json');
  expect((error as UserError).message).toMatch(message);
});

test('the same key in different objects, and keys as values, are no repetition', () => {
  expect(json('[{"a": "a"}, {"a": {"a": ["a", "a"]}}, "{\\"a\\", \\"a\\""]')).toEqual([
    { a: 'a' },
    { a: { a: ['a', 'a'] } },
    '{"a", "a"',
  ]);
});

test('a type in a header that is nested deep is refused, not a defect of what shows it', async () => {
  const path = join(await temporaryFolder(), 'deep.safetensors');
  await writeFile(path, safetensors(`{"a":{"dtype":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`));
  expectRefusal(await caught(() => readSafetensors(path)), path);
});

test('an array that this machine cannot hold is refused as such, though the file is as large as it says', async () => {
  const path = join(await temporaryFolder(), 'sparse.safetensors');
  const count = 5e9;
  const header = safetensors(`{"global":{"dtype":"U8","shape":[${count}],"data_offsets":[0,${count}]}}`);
  await writeFile(path, header);
  await truncate(path, header.length + count);
  const error = await caught(() => readSafetensors(path));
  expectRefusal(error, path);
  expect(error).toMatchObject({ kind: 'environment' });
});

test.runIf(process.platform === 'linux')('a pipe in place of a file is refused at once', async () => {
  const dir = await temporaryFolder();
  execFileSync('mkfifo', ['model.json', 'left.onnx', 'record.json', 'a.safetensors', 'mine.yaml'], { cwd: dir });
  for (const [name, read] of [
    ['model.json', () => readManifest(dir)],
    ['record.json', () => readRecord(dir)],
    ['a.safetensors', () => readFeatures(join(dir, 'a.safetensors'))],
    ['mine.yaml', () => prepareSuite({ suite: join(dir, 'mine.yaml') })],
  ] as const) {
    const error = await caught(read);
    expectRefusal(error, name);
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining('not a plain file') });
  }
});

test.each([
  ['nested flow collections', `a: ${'[{'.repeat(400)}`, /mine\.yaml:1:\d+: values are nested more than 16 deep/],
  ['keys marked by ?', '? '.repeat(400), /mine\.yaml:1:1: a key marked by/],
  ['nested sequences on a line', '- '.repeat(4_000), /nested more than 16 deep/],
  ['thousands of keys', `{${Array.from({ length: 9_000 }, (_, i) => i.toString(36)).join()}}`, /more than 4000 keys/],
])('a suite with %s is refused at once: composing it took minutes, or the stack', async (_, text, message) => {
  const error = await caught(() => parseSuite(text, 'mine.yaml', knownNames()));
  expectRefusal(error, 'mine.yaml', { lines: 12 });
  expect((error as UserError).message).toMatch(message);
});

test('a suite that is not UTF-8, or far too large, is refused before it is read', async () => {
  const path = join(await temporaryFolder(), 'mine.yaml');
  await writeFile(path, Uint8Array.of(0x61, 0xff));
  expectRefusal(await caught(() => prepareSuite({ suite: path })), path);
  await truncate(path, 3e9);
  const error = await caught(() => prepareSuite({ suite: path }));
  expectRefusal(error, path);
  expect((error as UserError).message).toMatch(/has 3000000000 bytes/);
});

test('half a million splits are refused by their number, before each is compared with each', async () => {
  const splits = Array.from({ length: 500_000 }, (_, i) => ({ name: `s${i}`, description: '' }));
  expectRefusal(await caught(() => checkManifest({ splits }, 'dataset.json')), 'dataset.json');
});

test('a message shows what would act on a terminal, and little of what is long', () => {
  const { message, place } = new UserError('input', 'a \u001b[31m b \u202e c', { place: 'folder\u001b/x\ny' });
  expect(message).toBe('a \\u{1b}[31m b \\u{202e} c');
  expect(place).toBe('folder\\u{1b}/x\\ny');
  expect(() => checkManifest({ ['\u009b'.repeat(100_000)]: 1 }, 'dataset.json')).toThrow(/^.{1,400}$/);
});

test('features with a NaN are refused by row before a scorer is opened over them, and other arrays are not read', async () => {
  const path = join(await temporaryFolder(), 'a.safetensors');
  const global = { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, Number.NaN) } as const;
  await writeFile(path, encodeSafetensors({ global, junk: { dtype: 'I64', shape: [1], data: BigInt64Array.of(1n) } }));
  const error = await caught(() => readFeatures(path));
  expectRefusal(error, path);
  expect((error as UserError).message).toBe('Row 1 of global has the value NaN.');
  expect((await readFeatures(path, 1)).global.data).toEqual(Float32Array.of(1, 2));
});

test('a mask of another form with the right number of values is refused', async () => {
  const path = join(await temporaryFolder(), 'a.safetensors');
  const global = { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1, 2) } as const;
  const tokens = { dtype: 'F32', shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
  await writeFile(
    path,
    encodeSafetensors({ global, tokens, mask: { dtype: 'U8', shape: [4], data: Uint8Array.of(1, 1, 1, 1) } }),
  );
  expectRefusal(await caught(() => readFeatures(path)), path);
});

test('a model.json that promises wider arrays than its graph has is refused before they are allocated', async () => {
  const dir = await temporaryFolder();
  writeToyDualTower(dir, { left: 3, right: 2, hidden: 4 });
  const model = await readManifest(dir);
  const left = { ...model.left, cached: model.left.cached.map((array) => ({ ...array, shape: [1e9] })) };
  const error = await caught(() => openPart(dir, 'left', { ...model, left }, { device: 'cpu', threads: 1 }));
  expectRefusal(error, 'left.onnx');
  expect((error as UserError).message).toMatch(/of shape \[1000000000\]/);
});

test('a link out of the folder of a run is refused, though its content is the right one', async () => {
  const dir = await temporaryFolder();
  await mkdir(join(dir, 'run'));
  await writeSyntheticRun(join(dir, 'run'), { cells: [{ id: 'a/train', kind: 'train' }] });
  const { record } = await readRecord(join(dir, 'run'));
  const cell = join(dir, 'run', record.cells[0]!.file);
  execFileSync('mv', [cell, join(dir, 'outside.json')]);
  await symlink(join(dir, 'outside.json'), cell);
  const error = await caught(() => readRecord(join(dir, 'run')));
  expectRefusal(error, cell);
  expect((error as UserError).message).toMatch(/link that leads outside/);
});
