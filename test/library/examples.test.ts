import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as library from '../../src/index.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const source = (name: string): string => readFileSync(fileURLToPath(new URL(`../../src/${name}`, import.meta.url)), 'utf8');

/** The code of every `@example` in a file, up to the next tag or the end of its comment. */
const examplesOf = (name: string): string[] =>
  [...source(name).matchAll(/^ \* @example\n((?: \*(?! @|\/).*\n)+)/gm)].map(([, lines]) =>
    lines!.replaceAll(/^ \* ?/gm, '').replace(/^import .* from 'matchbench';\n/m, ''),
  );

type Names = Readonly<Record<string, unknown>>;

/** Runs an example as a reader would, with the package's exports and what it speaks of; its folders are in `folder`. Gives what it printed. */
async function run(code: string, folder: string, known: Names = {}): Promise<unknown[][]> {
  const placed = code.replaceAll(/'((?:data|models)\/\w+)'/g, (_, path: string) => JSON.stringify(join(folder, path)));
  const names: Names = { ...library, ...known };
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await new AsyncFunction(...Object.keys(names), placed)(...Object.values(names));
    return log.mock.calls;
  } finally {
    log.mockRestore();
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matchbench-test-'));
  await writeTinyDataset(join(folder, 'data/mine'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the example of the package prints an accuracy and a time', async () => {
  const [example] = examplesOf('index.ts');
  const [[accuracy, milliseconds]] = (await run(example!, folder)) as [[number, number]];
  expect(accuracy).toBeGreaterThan(0.3);
  expect(accuracy).toBeLessThanOrEqual(1);
  expect(milliseconds).toBeGreaterThan(0);
});

test('the examples of train, evaluate and measure run one after the other', async () => {
  const dataset = await library.loadDataset(join(folder, 'data/mine'));
  const trained = { folder: join(folder, 'models/tower') };
  for (const name of ['train', 'evaluate', 'measure']) {
    const examples = examplesOf(`library/${name}.ts`);
    expect(examples).toHaveLength(1);
    const printed = await run(examples[0]!, folder, { dataset, ...(name === 'train' ? {} : { trained }) });
    for (const value of printed.flat()) expect(value).toBeGreaterThan(0);
  }
});
