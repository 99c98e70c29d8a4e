import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compiled } from '../support/compiled.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeBrought } from '../support/to-import.ts';

const suite = `name: first
claim: false
datasets: [{ name: emoji, splits: [fold-0] }]
models: [dual-cosine, concat]
baseline: dual-cosine
training: { batchSize: 16, maxSteps: 20, stepsPerCheck: 10 }
network: { hidden: 8, embedding: 8, fusionHidden: [8] }
`;

/** What npm packs, laid out as an installation of it: without the data sets of the repository. */
async function packaged(folder: string): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await cp(dirname(dirname(fileURLToPath(await compiled('cli/main.js')))), join(folder, 'dist'), { recursive: true });
  for (const name of ['package.json', 'bench/suites']) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return join(folder, 'dist');
}

test('two .npy files and a CSV become a report in three commands', async () => {
  const dir = await temporaryFolder();
  await writeBrought(dir, 120);
  await writeFile(join(dir, 'first.yaml'), suite);
  const main = join(await packaged(join(dir, 'package')), 'cli', 'main.js');
  const matchbench = (...words: string[]): string =>
    execFileSync(process.execPath, [main, ...words], { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  expect(
    matchbench('data', 'import', '--left', 'users.npy', '--right', 'items.npy', '--pairs', 'clicks.csv', '--out', 'mine'),
  ).toContain('120 left items of 6 values, 120 right items of 5 values');
  expect(matchbench('data', 'inspect', 'mine')).toContain('150 right pairs');
  matchbench('run', '--suite', 'first.yaml', '--data', 'mine', '--out', 'report');
  expect(existsSync(join(dir, 'report', 'record.json'))).toBe(true);
  const report = readFileSync(join(dir, 'report', 'report.md'), 'utf8');
  expect(report).toContain('--data mine');
  expect(report).toMatch(/concat/);
}, 120_000);
