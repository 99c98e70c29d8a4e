import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiled } from '../support/compiled.ts';

const MiB = 2 ** 20;
let dir: string;
let modules: Record<'dataset' | 'safetensors' | 'suite' | 'record', string>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matchbench-memory-'));
  const at = async (name: string): Promise<string> => String(await compiled(name));
  modules = {
    dataset: await at('dataset/load.js'),
    safetensors: await at('files/safetensors.js'),
    suite: await at('suite/running/prepare.js'),
    record: await at('report/record/read-record.js'),
  };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Reads in a process with a heap of 64 MiB; what it answered, and by how much its peak exceeded that of the loaded process. */
function readIn(module: string, call: string): { answer: string; grewBytes: number } {
  const code = `
    const m = await import(${JSON.stringify(module)});
    const before = process.resourceUsage().maxRSS;
    const answer = await m.${call}.then(() => 'accepted', (error) => error.name + ' ' + error.kind + ': ' + error.message);
    console.log(JSON.stringify({ answer, grewBytes: (process.resourceUsage().maxRSS - before) * 1024 }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=64', '--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
  });
  if (stdout === '') throw new Error(`the process died: ${stderr.slice(0, 500)}`);
  return JSON.parse(stdout);
}

/** A file that begins with these bytes and is a hole up to its size. */
async function sparse(name: string, size: number, ...start: (string | Uint8Array)[]): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, Buffer.concat(start.map((part) => Buffer.from(part))));
  await truncate(path, size);
  return path;
}
const length = (bytes: number): Uint8Array => {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(bytes));
  return prefix;
};
const header = (bytes: number) => `{"a":{"dtype":"U8","shape":[${bytes}],"data_offsets":[0,${bytes}]}}`.padEnd(80);

test.each<[string, () => Promise<string>, RegExp]>([
  ['claims a tensor of 8 GB', () => sparse('lie', 88, length(80), header(8e9)), /truncated: 8000000088 bytes expected, 88 found/],
  ['claims a header of 8 GB', () => sparse('head', 88, length(8e9), header(0)), /header has 8000000000 bytes/],
  ['has a header of 100 MB', () => sparse('long', 1e8 + 8, length(1e8), '{'), /header has 100000000 bytes/],
  [
    'is a hole of 8 GB with that tensor',
    () => sparse('hole', 88 + 8e9, length(80), header(8e9)),
    /no room in memory for the 8000000000/,
  ],
])('a safetensors file that %s is refused without its size being allocated', async (_, make, message) => {
  const path = await make();
  const { answer, grewBytes } = readIn(modules.safetensors, `readSafetensors(${JSON.stringify(path)})`);
  expect(answer).toMatch(/^UserError (input|environment): /);
  expect(answer).toMatch(message);
  expect(grewBytes).toBeLessThan(16 * MiB);
});

test.each<[string, keyof typeof modules, string, (path: string) => string]>([
  ['a manifest of a data set', 'dataset', 'dataset.json', () => `loadDataset(${JSON.stringify(dir)})`],
  ['a record', 'record', 'record.json', () => `readRecord(${JSON.stringify(dir)})`],
  ['a suite', 'suite', 'huge.yaml', (path) => `prepareSuite({ suite: ${JSON.stringify(path)} })`],
])('%s of 3 GB is refused by its size', async (_, module, name, call) => {
  const path = await sparse(name, 3e9, '{}');
  const { answer, grewBytes } = readIn(modules[module], call(path));
  expect(answer).toMatch(/^UserError input: The file has 3000000000 bytes, and at most \d+ are read\.$/);
  expect(grewBytes).toBeLessThan(16 * MiB);
});
