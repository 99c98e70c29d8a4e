import { Command } from '@commander-js/extra-typings';
import { printJson } from './print-json.ts';

/** `matchbench report`: derives results.csv and report.md again from a record. */
export const reportCommand = () =>
  new Command('report')
    .description('write report.md and results.csv of a run again, from its record alone')
    .argument('<dir>', 'folder of a run')
    .option('--json', 'print the paths and the summary as JSON')
    .addHelpText('after', '\nExample:\n  $ matchbench report runs/20260101-120000-quick')
    .action(async (dir, { json }) => {
      const { writeReport } = await import('../report/write-report.ts');
      if (process.stderr.isTTY)
        process.stderr.write(`reading the record in ${dir} and resampling its families; this can take half a minute …\n`);
      const report = await writeReport(dir);
      if (json) printJson(report);
      else process.stdout.write(`${report.summary}\nwritten: ${report.markdown}, ${report.csv}\n`);
    });
