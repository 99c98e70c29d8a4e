import { join, relative } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { runEnding } from './run-ending.ts';

/** `matchbench run`: plans a suite, carries it out, reports. */
export const runCommand = () =>
  new Command('run')
    .description('train and measure what a suite lists, and report')
    .option('--suite <name|file>', 'a suite by name, or a YAML file', 'quick')
    .option('--out <dir>', 'where the run is written (default: runs/<time>-<suite>)')
    .option('--seeds <n>', 'number of seeds, in place of what the suite says', positiveInteger)
    .option('--threads <n>', 'threads, in place of what the suite says', positiveInteger)
    .option('--dry-run', 'print the plan with its expected time and disk, and stop')
    .option('--resume', 'go on with the run in --out; finished steps are kept')
    .option('--json', 'print the outcome (or, with --dry-run, the plan) as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ matchbench run
  $ matchbench run --suite reference --seeds 2 --out runs/two-seeds
  $ matchbench run --suite my-suite.yaml --dry-run
  $ matchbench run --suite reference --out runs/two-seeds --seeds 2 --resume`,
    )
    .action(async ({ suite, out, seeds, threads, dryRun, resume, json }) => {
      if (resume && out === undefined) {
        throw new UserError('input', '--resume needs --out, the folder of the run to go on with');
      }
      const { prepareSuite } = await import('../suite/prepare.ts');
      const options = { suite, seeds, threads };
      const prepared = await prepareSuite(options);
      if (dryRun) {
        const { planText, planJson } = await import('../suite/plan-text.ts');
        if (json) printJson(planJson(prepared.cells));
        else process.stdout.write(planText(prepared.cells));
        return;
      }
      const [{ runSuite, commandOf }, { createProgress }, { writeReport }, { fewSamples }] = await Promise.all([
        import('../suite/run-suite.ts'),
        import('../suite/progress.ts'),
        import('../report/write-report.ts'),
        import('../suite/few-samples.ts'),
      ]);
      const runId = `${timeStamp(new Date())}-${prepared.suite.name}`;
      const folder = out ?? join('runs', runId);
      const progress = createProgress(process.stderr);
      const shown = relative('.', folder) || '.';
      const goOn = `${commandOf(options)} --out ${JSON.stringify(shown)} --resume`;
      const onInterrupt = (): void => {
        process.stderr.write(`\ninterrupted; continue with: ${goOn}\n`);
      };
      const finished = await runSuite({
        command: commandOf(options),
        prepared,
        out: folder,
        runId,
        resume: resume ?? false,
        progress,
        onInterrupt,
        report: writeReport,
      });
      const { cells, failed, interrupted, report } = finished;
      if (json) {
        const outcome = interrupted ? 'interrupted' : failed.length > 0 ? 'failed' : 'finished';
        printJson({ outcome, out: folder, failed: failed.map(({ id, failure }) => ({ id, ...failure })), report });
      } else if (report !== undefined) {
        process.stdout.write(`\n${report.summary}\nwritten: ${report.markdown}, ${report.csv}, ${join(shown, 'record.json')}\n`);
      }
      const tooFew = fewSamples(cells, prepared.suite.cost);
      if (tooFew !== undefined) process.stderr.write(`note: ${tooFew}\n`);
      const { text, exitCode } = runEnding(finished, goOn);
      process.stderr.write(text);
      process.exitCode = exitCode;
    });

/** 20261125-030405: sorts by time and is a good name on every file system. */
export const timeStamp = (time: Date): string => time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
