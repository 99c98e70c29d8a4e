import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { clearRemains, refuseNoRun } from '../../../src/suite/running/out-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const remedyOf = (out: string): string | undefined => {
  try {
    refuseNoRun(out);
  } catch (error) {
    if (error instanceof UserError) return error.remedy;
    throw error;
  }
  return 'there is a run';
};

it('a folder without a run is answered with the run that was meant, or with the runs there', async () => {
  const runs = await temporaryFolder();
  const leaveOut = 'To start a new run, leave out --resume.';
  expect(remedyOf(join(runs, 'no', 'such'))).toBe(leaveOut);
  expect(remedyOf(join(runs, 'any'))).toBe(leaveOut);
  for (const name of ['two-seeds', 'reference', 'notes']) mkdirSync(join(runs, name));
  for (const name of ['two-seeds', 'reference']) writeFileSync(join(runs, name, 'record.json'), '{}');
  expect(remedyOf(join(runs, 'two-sedes'))).toBe(`Did you mean ${join(runs, 'two-seeds')}? ${leaveOut}`);
  expect(remedyOf(join(runs, 'notes'))).toBe(`Runs there: ${join(runs, 'reference')}, ${join(runs, 'two-seeds')}. ${leaveOut}`);
  expect(remedyOf(join(runs, 'reference'))).toBe('there is a run');
});

it('a run that was killed before it wrote its record is one to go on with', async () => {
  const out = await temporaryFolder();
  mkdirSync(join(out, 'cells'));
  expect(remedyOf(out)).toBe('there is a run');
});

it('what a killed run had not yet renamed is cleared, of all that it writes, and nothing else', async () => {
  const out = await temporaryFolder();
  for (const folder of ['cells', 'charts']) mkdirSync(join(out, folder));
  const ours = ['record.json', 'results.csv', 'report.md', 'report.html', 'cells/a.json', 'charts/accuracy-0.svg'];
  const kept = [...ours, 'charts/notes.1', 'mine.1'];
  for (const name of [...kept, ...ours.map((file) => `${file}.1220812162`)]) writeFileSync(join(out, name), '');
  clearRemains(out, true);
  const left = readdirSync(out, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
  expect(left.sort()).toEqual(kept.map((name) => join(out, name)).sort());
});
