import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { encodeSafetensors } from '../../src/files/safetensors.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { compiled } from '../support/compiled.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'matchbench-hostile-'));
const suite = `
name: tiny
datasets: [{ name: tiny, path: data, splits: [fold-0] }]
models: [dual-cosine]
baseline: dual-cosine
training: { batchSize: 16, maxSteps: 4, stepsPerCheck: 2 }
network: { hidden: 8, embedding: 4 }
threads: 1
`;
let main: string;
const matchbench = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
const at = (...path: string[]): string => join(folder, ...path);

beforeAll(async () => {
  main = fileURLToPath(await compiled('cli/main.js'));
  await writeTinyDataset(at('whole'), 30);
  writeFileSync(at('tiny.yaml'), suite);
  cpSync(at('whole'), at('data'), { recursive: true });
  const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', 'finished');
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const [from, to] of [['whole', 'data'] as const, ['finished', 'out'] as const]) {
    rmSync(at(to), { recursive: true, force: true });
    cpSync(at(from), at(to), { recursive: true });
  }
});

const cut = (path: string): void => writeFileSync(path, readFileSync(path).subarray(0, -3));

/** Puts a file into the data set with its right size and hash, as somebody would who made it so. */
function sign(name: string, content: Uint8Array | string): void {
  writeFileSync(at('data', name), content);
  const path = at('data', 'dataset.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.files[name] = { sha256: sha256(content), bytes: Buffer.byteLength(content) };
  writeFileSync(path, JSON.stringify(manifest));
}

/** One error: its sentence, its place, its remedy, and nothing else. */
function expectOneError(said: string, place: string, message: RegExp): void {
  const lines = said.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^error: /);
  expect(lines[0]).toMatch(message);
  expect(lines.slice(0, 2).join('\n')).toContain(place);
  expect(lines.length).toBeLessThanOrEqual(3);
  expect(lines.at(-1)).toMatch(/^ {2}[A-Z].*\.$/);
}

const withNaN = (): Uint8Array => {
  const { features } = JSON.parse(readFileSync(at('data', 'dataset.json'), 'utf8')).sides.left;
  const count = readFileSync(at('data', 'left.jsonl'), 'utf8').trimEnd().split('\n').length;
  const data = new Float32Array(count * features.width).fill(1);
  data[2 * features.width] = Number.NaN;
  return encodeSafetensors({ global: { dtype: 'F32', shape: [count, features.width], data } });
};
const damages: readonly [string, string, () => void, RegExp][] = [
  ['a cut file', 'left.safetensors', () => cut(at('data', 'left.safetensors')), /bytes where the manifest says/],
  ['a cut manifest', 'dataset.json', () => cut(at('data', 'dataset.json')), /is not JSON/],
  ['a NaN', 'left.safetensors', () => sign('left.safetensors', withNaN()), /Row 2 \(".+"\) of global has the value NaN/],
  ['an unknown id', 'qrels.tsv', () => sign('qrels.tsv', 'nobody\t0\tnothing\t1\n'), /There is no query "nobody"/],
  [
    'an empty training part',
    'split fold-0',
    () => sign('splits.tsv', readFileSync(at('data', 'splits.tsv'), 'utf8').replaceAll('\ttrain', '\t-')),
    /The train part has 0 left and 0 right items/,
  ],
];

test.each(damages)('a data set with %s ends a run before it begins, with one error', async (_, place, damage, message) => {
  damage();
  const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', 'never');
  expectOneError(stderr, place, message);
  expect(code).toBe(exitCodes.input);
  expect(existsSync(at('never'))).toBe(false);
});

test.each(damages.slice(0, 4))('a data set with %s is told by data inspect in one error', async (_, place, damage, message) => {
  damage();
  const { code, stdout, stderr } = await matchbench('data', 'inspect', 'data');
  expectOneError(stderr, place, message);
  expect([code, stdout]).toEqual([exitCodes.input, '']);
});

test.each<[string, () => string, RegExp]>([
  ['a cut record', () => 'record.json', /is not JSON/],
  ['a cut cell', () => cellFile('train'), /has changed since the run wrote it/],
  [
    'cut values of a query',
    () => join('cells', readdirSync(at('out', 'cells')).find((name) => name.endsWith('.safetensors'))!),
    /has changed/,
  ],
])('a report over %s is one error', async (_, file, message) => {
  const name = file();
  cut(at('out', name));
  const { code, stderr } = await matchbench('report', 'out');
  expectOneError(stderr, name, message);
  expect(code).toBe(exitCodes.input);
});

const cellFile = (step: string): string => `cells/tiny.fold-0.dual-cosine.seed-0.${step}.json`;
const modelFile = 'tiny/fold-0/models/dual-cosine/left.onnx';

test('a run with a damaged record is not gone on with', async () => {
  cut(at('out', 'record.json'));
  const { code, stderr } = await matchbench('run', '--suite', 'tiny.yaml', '--out', 'out', '--resume');
  expectOneError(stderr, 'record.json', /is not JSON/);
  expect(code).toBe(exitCodes.input);
});

test('a damaged model is trained again when its run is resumed, and so is what was measured on it', async () => {
  const before = readFileSync(at('out', modelFile));
  cut(at('out', modelFile));
  expect((await matchbench('run', '--suite', 'tiny.yaml', '--out', 'out', '--resume')).code).toBe(0);
  expect(readFileSync(at('out', modelFile)).equals(before)).toBe(true);
});

test('a cell that names files outside its run is made again, and those files stay', async () => {
  writeFileSync(at('precious'), 'mine');
  const path = at('out', cellFile('train'));
  const cell = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    JSON.stringify({ ...cell, files: [{ path: '../precious', sha256: sha256('mine'), bytes: 4 }], fingerprint: 'a'.repeat(64) }),
  );
  expect((await matchbench('run', '--suite', 'tiny.yaml', '--out', 'out', '--resume')).code).toBe(0);
  expect(readFileSync(at('precious'), 'utf8')).toBe('mine');
});

test('a cell that lost a part of its format is made again', async () => {
  const path = at('out', cellFile('train'));
  const { files: _files, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(rest));
  expect((await matchbench('run', '--suite', 'tiny.yaml', '--out', 'out', '--resume')).code).toBe(0);
  expect(JSON.parse(readFileSync(path, 'utf8')).files.length).toBeGreaterThan(0);
});
