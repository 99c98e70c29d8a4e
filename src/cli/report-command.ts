import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

/** `matchbench report`: derives report.html, report.md and results.csv again from records. */
export const reportCommand = () =>
  new Command('report')
    .description('write report.html, report.md and results.csv of runs again, from their records alone')
    .argument('<dirs...>', 'folders of runs, each of which gets its report; results of gates (gate --json) are shown in them')
    .option('--adr <file>', 'also write an architecture decision record, its numbers linked to their rows')
    .option('--json', 'print the paths and the summary as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ matchbench report runs/20260101-120000-quick
  $ matchbench report runs/NAME --adr docs/adr/0007-retrieval.md
  $ matchbench report runs/NAME runs/NAME-on-webgpu gate.json    # with the sections Hardware and Gate`,
    )
    .action(async (given, { adr, json }) => {
      const { givenToReport } = await import('../report/record/gate-result.ts');
      const { runs: dirs, gates } = givenToReport(given);
      if (dirs.length === 0)
        throw new UserError('input', 'a report is of a run, and none was named', { remedy: 'Name the folder of a run too.' });
      if (adr !== undefined && dirs.length > 1)
        throw new UserError('input', '--adr is of one run, and several were named', { remedy: 'Name one folder.' });
      const { writeReport } = await import('../report/write-report.ts');
      const reports = [];
      for (const dir of dirs) {
        if (process.stderr.isTTY)
          process.stderr.write(`reading the record in ${dir} and resampling its families; this can take half a minute …\n`);
        const others = dirs.filter((other) => other !== dir);
        const report = await writeReport(dir, { adr, gates, others, width: json ? undefined : terminalWidth() });
        reports.push(report);
        const written = [report.markdown, report.csv, ...(report.adr === undefined ? [] : [report.adr])].join(', ');
        if (!json) await printText(`${report.summary}\nwritten: ${written}\nread: ${report.page}\n`);
      }
      if (json) printJson(dirs.length === 1 ? reports[0] : reports);
    });
