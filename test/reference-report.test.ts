import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeReport } from '../src/report/write-report.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = join(import.meta.dirname, '..');
const reference = join(root, 'reports', 'reference');
const read = (...path: string[]): Promise<string> => readFile(join(...path), 'utf8');

it('the committed report and figures are what the command makes from the committed record', async () => {
  const folder = await temporaryFolder();
  await cp(join(reference, 'record.json'), join(folder, 'record.json'));
  await cp(join(reference, 'cells'), join(folder, 'cells'), { recursive: true });
  await writeReport(folder);
  for (const file of ['report.md', 'results.csv']) expect(await read(folder, file)).toBe(await read(reference, file));
});

it('every verdict and table that the README quotes stands in the committed report', async () => {
  const [, quoted] = (await read(root, 'README.md')).split(/<!-- \/?reference -->/);
  const report = await read(reference, 'report.md');
  const tables = quoted!.split('\n\n').filter((block) => block.trim().startsWith('|'));
  expect(tables.length).toBeGreaterThan(2);
  const verdicts = quoted!.split('\n').filter((line) => line.startsWith('**'));
  expect(verdicts.length).toBeGreaterThan(0);
  for (const line of verdicts) expect(report).toContain(`${line}\n`);
  for (const table of tables) for (const line of table.trim().split('\n')) expect(report).toContain(`${line}\n`);
});
