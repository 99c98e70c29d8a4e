import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { refuseNoRun } from '../../../src/suite/running/out-folder.ts';
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
