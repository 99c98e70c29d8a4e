import { join, relative } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { positiveInteger } from './positive-integer.ts';
import { timeStamp } from './run-command.ts';
import { runEnding } from './run-ending.ts';

/** `matchbench tune`: the same number of trials for every model of a suite, judged on validation items only. */
export const tuneCommand = () =>
  new Command('tune')
    .description('train every model of a suite with drawn settings, and tell which are best on validation items')
    .argument('<suite|file>', 'a suite by name, or a YAML file; its key tuning says what is drawn')
    .option('--trials <n>', 'trials of every model, in place of what the suite says', positiveInteger)
    .option('--seeds <n>', 'number of seeds, in place of what the suite says', positiveInteger)
    .option('--threads <n>', 'threads, in place of what the suite says', positiveInteger)
    .option('--out <dir>', 'where the trials are written (default: runs/<time>-tune-<suite>)')
    .option('--dry-run', 'print the plan with its expected time and disk, and stop')
    .option('--resume', 'go on with the trials in --out; finished ones are kept')
    .addHelpText(
      'after',
      '\nExamples:\n  $ matchbench tune reference --trials 8 --seeds 1 --out runs/tuning\n  $ matchbench tune my-suite.yaml --dry-run',
    )
    .action(async (suite, { trials, seeds, threads, out, dryRun, resume }) => {
      if (resume && out === undefined)
        throw new UserError('input', '--resume needs --out, the folder of the trials to go on with');
      const { prepareSuite } = await import('../suite/prepare.ts');
      const options = { suite, seeds, threads, trials };
      const prepared = await prepareSuite(options, 'tuning');
      if (dryRun) {
        const { planText } = await import('../suite/plan-text.ts');
        process.stdout.write(planText(prepared.cells));
        return;
      }
      const [{ runSuite, commandOf }, { createProgress }, { writeTuning }] = await Promise.all([
        import('../suite/run-suite.ts'),
        import('../suite/progress.ts'),
        import('../suite/tuning-table.ts'),
      ]);
      const runId = `${timeStamp(new Date())}-tune-${prepared.suite.name}`;
      const folder = out ?? join('runs', runId);
      const command = commandOf(options, 'tune');
      const goOn = `${command} --out ${JSON.stringify(relative('.', folder) || '.')} --resume`;
      const finished = await runSuite({
        command,
        prepared,
        out: folder,
        runId,
        resume: resume ?? false,
        progress: createProgress(process.stderr),
        onInterrupt: () => void process.stderr.write(`\ninterrupted; continue with: ${goOn}\n`),
        report: writeTuning,
      });
      const { report } = finished;
      if (report !== undefined) process.stdout.write(`written: ${report.markdown}, ${report.json}\n`);
      const { text, exitCode } = runEnding(finished, goOn);
      process.stderr.write(text);
      process.exitCode = exitCode;
    });
