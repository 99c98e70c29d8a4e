import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { deviceNames } from '../files/device-names.ts';
import { carryOut, refuseResumeWithoutOut } from './carry-out.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';

/** `matchbench run`: plans a suite, carries it out, reports. */
export const runCommand = () =>
  new Command('run')
    .description('train and measure what a suite lists, and report')
    .option('--suite <name|file>', 'a suite by name, or a YAML file', 'quick')
    .option('--out <dir>', 'where the run is written (default: runs/<time>-<suite>)')
    .option('--seeds <n>', 'number of seeds, in place of what the suite says', positiveInteger)
    .option('--threads <n>', 'threads, in place of what the suite says', positiveInteger)
    .addOption(new Option('--device <name>', 'what computes, in place of what the suite says').choices(deviceNames))
    .option('--allow-fallback', 'let operations that the device cannot do run on the CPU')
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
    .action(async ({ suite, out, seeds, threads, device, allowFallback, dryRun, resume, json }) => {
      refuseResumeWithoutOut(resume, out);
      const { prepareSuite } = await import('../suite/prepare.ts');
      const options = { suite, seeds, threads, device, allowFallback };
      const prepared = await prepareSuite(options);
      if (dryRun) {
        const { planText, planJson } = await import('../suite/plan-text.ts');
        if (json) printJson(planJson(prepared.cells));
        else process.stdout.write(planText(prepared.cells));
        return;
      }
      const [{ commandOf }, { writeReport }, { fewSamples }] = await Promise.all([
        import('../suite/run-suite.ts'),
        import('../report/write-report.ts'),
        import('../suite/few-samples.ts'),
      ]);
      const { cells, failed, interrupted, report, folder, shown, end } = await carryOut({
        prepared,
        command: commandOf(options),
        name: prepared.suite.name,
        out,
        resume,
        report: writeReport,
      });
      if (json) {
        const outcome = interrupted ? 'interrupted' : failed.length > 0 ? 'failed' : 'finished';
        printJson({ outcome, out: folder, failed: failed.map(({ id, failure }) => ({ id, ...failure })), report });
      } else if (report !== undefined) {
        process.stdout.write(
          `\n${report.summary}\nwritten: ${report.markdown}, ${report.csv}, ${join(shown, 'record.json')}\nread: ${report.page}\n`,
        );
      }
      const tooFew = fewSamples(cells, prepared.suite.cost);
      if (tooFew !== undefined) process.stderr.write(`note: ${tooFew}\n`);
      end();
    });
