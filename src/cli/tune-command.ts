import { Command } from '@commander-js/extra-typings';
import { carryOut, refuseResumeWithoutOut } from './carry-out.ts';
import { positiveInteger } from './positive-integer.ts';
import { printText, terminalWidth } from './terminal.ts';

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
      refuseResumeWithoutOut(resume, out);
      const { prepareSuite } = await import('../suite/running/prepare.ts');
      const options = { suite, seeds, threads, trials };
      const prepared = await prepareSuite(options, 'tuning');
      if (dryRun) {
        const { planText } = await import('../suite/planning/plan-text.ts');
        await printText(planText(prepared.cells, terminalWidth()));
        return;
      }
      const [{ commandOf }, { writeTuning }] = await Promise.all([
        import('../suite/running/run-suite.ts'),
        import('../suite/tuning/tuning-table.ts'),
      ]);
      const { report, end } = await carryOut({
        prepared,
        command: commandOf(options, 'tune'),
        name: `tune-${prepared.suite.name}`,
        out,
        resume,
        report: writeTuning,
      });
      if (report !== undefined) process.stdout.write(`written: ${report.markdown}, ${report.json}\n`);
      end();
    });
