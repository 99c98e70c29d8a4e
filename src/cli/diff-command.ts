import { Command } from '@commander-js/extra-typings';
import { exitCodes } from '../errors.ts';
import { printJson } from './print-json.ts';

/** `matchbench diff`: whether two runs are equal in everything but timings. */
export const diffCommand = () =>
  new Command('diff')
    .description('say where two runs of one suite differ in more than timings')
    .argument('<dir>', 'folder of a run')
    .argument('<other>', 'folder of another')
    .option('--json', 'print the differences as JSON')
    .addHelpText(
      'after',
      `
What is a timing: src/suite/running/without-timings.ts has the list. Exit code ${exitCodes.differ}: they differ.

Example:
  $ matchbench diff runs/once runs/again`,
    )
    .action(async (dir, other, { json }) => {
      const [{ readRecord }, { differences }] = await Promise.all([
        import('../report/record/read-record.ts'),
        import('../suite/running/differences.ts'),
      ]);
      const found = differences(await readRecord(dir), await readRecord(other));
      if (json) printJson(found);
      else if (found.length === 0) process.stdout.write('equal but for timings\n');
      for (const { key, before = 'nothing', now = 'nothing' } of json ? [] : found) {
        process.stdout.write(`${key}: ${before} in ${dir}, ${now} in ${other}\n`);
      }
      if (found.length > 0) process.exitCode = exitCodes.differ;
    });
