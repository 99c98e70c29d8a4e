import { Command } from '@commander-js/extra-typings';
import { printJson } from './print-json.ts';

/** `matchbench report`: derives report.html, report.md and results.csv again from records. */
export const reportCommand = () =>
  new Command('report')
    .description('write report.html, report.md and results.csv of runs again, from their records alone')
    .argument('<dirs...>', 'folders of runs; each gets its report')
    .option('--json', 'print the paths and the summary as JSON')
    .addHelpText('after', '\nExample:\n  $ matchbench report runs/20260101-120000-quick')
    .action(async (dirs, { json }) => {
      const { writeReport } = await import('../report/write-report.ts');
      const reports = [];
      for (const dir of dirs) {
        if (process.stderr.isTTY)
          process.stderr.write(`reading the record in ${dir} and resampling its families; this can take half a minute …\n`);
        const report = await writeReport(dir);
        reports.push(report);
        if (!json) process.stdout.write(`${report.summary}\nwritten: ${report.markdown}, ${report.csv}\nread: ${report.page}\n`);
      }
      if (json) printJson(dirs.length === 1 ? reports[0] : reports);
    });
