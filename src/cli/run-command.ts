import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { deviceNames } from '../device-names.ts';
import { UserError } from '../errors.ts';
import type { Prepared, SuiteOptions } from '../suite/running/prepare.ts';
import { carryOut, refuseResumeWithoutOut } from './carry-out.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

type RunOptions = Omit<SuiteOptions, 'suite'> & { readonly suite?: string; readonly reuse?: string };

/** `matchbench run`: plans a suite, carries it out, reports. */
export const runCommand = () =>
  new Command('run')
    .description('train and measure what a suite lists, and report')
    .option('--suite <name|file>', 'a suite by name, or a YAML file (default: quick)')
    .option('--reuse <dir>', 'measure the models of a finished run on this machine and device, without training')
    .option('--data <dir>', 'the folder of a data set, in place of those of the suite')
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
  $ matchbench run --data data/mine
  $ matchbench run --suite reference --out runs/two-seeds --seeds 2 --resume
  $ matchbench run --reuse runs/two-seeds --device webgpu --out runs/webgpu`,
    )
    .action(async ({ suite, data, out, seeds, threads, device, allowFallback, reuse, dryRun, resume, json }) => {
      refuseResumeWithoutOut(resume, out);
      const options = {
        suite: suite ?? (reuse === undefined ? 'quick' : undefined),
        data,
        seeds,
        threads,
        device,
        allowFallback,
        reuse,
      };
      const prepared = await prepareRun(options);
      if (dryRun) {
        const { planText, planJson } = await import('../suite/planning/plan-text.ts');
        if (json) printJson(planJson(prepared.cells));
        else await printText(planText(prepared.cells, terminalWidth()));
        return;
      }
      const [{ commandOf }, { writeReport }, { fewSamples }] = await Promise.all([
        import('../suite/running/run-suite.ts'),
        import('../report/write-report.ts'),
        import('../suite/reading/few-samples.ts'),
      ]);
      const { cells, failed, interrupted, report, folder, shown, end } = await carryOut({
        prepared,
        command: commandOf(options),
        name: prepared.suite.name,
        out,
        resume,
        report: (dir) => writeReport(dir, { width: json ? undefined : terminalWidth() }),
      });
      if (json) {
        const outcome = interrupted ? 'interrupted' : failed.length > 0 ? 'failed' : 'finished';
        printJson({ outcome, out: folder, failed: failed.map(({ id, failure }) => ({ id, ...failure })), report });
      } else if (report !== undefined) {
        await printText(
          `\n${report.summary}\nwritten: ${report.markdown}, ${report.csv}, ${join(shown, 'record.json')}\nread: ${report.page}\n`,
        );
      }
      say(fewSamples(cells, prepared.suite));
      end();
    });

function say(note: string | undefined): void {
  if (note !== undefined) process.stderr.write(`note: ${note}\n`);
}

/** The plan of a suite, with what it leaves out said, or of measuring the models of a run that is there. */
async function prepareRun({ suite, seeds, reuse, ...options }: RunOptions): Promise<Prepared> {
  if (reuse === undefined) {
    const { prepareSuite } = await import('../suite/running/prepare.ts');
    const { unusedSplitsNote } = await import('../suite/reading/unused-splits.ts');
    const prepared = await prepareSuite({ ...options, seeds, suite: suite! });
    const splits = Object.entries(prepared.datasets).map(([name, { manifest }]) => [name, manifest.splits.length] as const);
    say(unusedSplitsNote(prepared.suite, Object.fromEntries(splits)));
    return prepared;
  }
  if (seeds !== undefined)
    throw new UserError('input', '--seeds does not go with --reuse: the seeds are those of the run', { place: reuse });
  const { prepareReuse } = await import('../suite/running/prepare-reuse.ts');
  return prepareReuse({ ...options, suite, reuse });
}
