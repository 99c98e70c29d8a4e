import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import type { GateConfig } from '../gate/config.ts';
import type { Plant } from '../gate/protocol.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

/** `latency=5%` or `ndcg=1`; given twice, both. */
function plantOf(text: string, earlier: Plant = {}): Plant {
  const [, latency, points] = /^(?:latency=(\d{1,3}(?:\.\d+)?)%|ndcg=(\d{1,2}(?:\.\d+)?))$/.exec(text) ?? [];
  if (Number(latency) > 0) return { ...earlier, latency: Number(latency) / 100 };
  if (Number(points) > 0) return { ...earlier, ndcgPoints: Number(points) };
  throw new InvalidArgumentError('latency=5% or ndcg=1 is expected.');
}

/** Records are compared with records, and nothing is run for them. */
function refuseMixed(options: Readonly<Record<string, unknown>>): void {
  const live = ['base', 'head', 'suite', 'pairs', 'plant'].find((name) => options[name] !== undefined);
  if (options.baseRecord !== undefined && options.headRecord !== undefined && live === undefined) return;
  const what = live === undefined ? 'one of --base-record and --head-record is missing' : `--${live} has no place beside records`;
  throw new UserError('input', what, { remedy: 'Give --base-record DIR --head-record DIR, or --base REF --head REF.' });
}

/** Pairs take minutes: what cannot be written is said before them. */
function refuseMissingFolder(file: string | undefined): void {
  if (file === undefined || existsSync(dirname(resolve(file)))) return;
  throw new UserError('storage', `the folder of ${file} is not there`, {
    place: dirname(resolve(file)),
    remedy: 'Make it, or name another file.',
  });
}

async function calibrateHere(
  options: Readonly<{ base?: string; head?: string; baseRecord?: string[]; headRecord?: string[]; plant?: Plant; json?: true }>,
  config: GateConfig,
  say: (line: string) => void,
): Promise<void> {
  const other = (['head', 'baseRecord', 'headRecord', 'plant'] as const).find((name) => options[name] !== undefined);
  if (other !== undefined || options.base === undefined) {
    throw new UserError('input', '--calibrate measures one side against itself', { remedy: 'Give --calibrate --base REF.' });
  }
  const { calibrate, calibrationText } = await import('../gate/calibrate.ts');
  const calibration = await calibrate({ base: options.base, config, say });
  if (options.json) printJson(calibration);
  else await printText(calibrationText(calibration, config, terminalWidth()));
}

/** `matchbench gate`: whether a change made accuracy or speed worse. */
export const gateCommand = () =>
  new Command('gate')
    .description('compare two versions on this machine and say whether accuracy or speed got worse')
    .option('--base <ref|folder>', 'what is there: a git ref, or a folder with a built matchbench')
    .option('--head <ref|folder>', 'what is new')
    .option('--base-record <folders...>', 'in place of --base: runs that exist; several of them for speeds')
    .option('--head-record <folders...>', 'in place of --head')
    .option('--allow-other-machine', 'compare speeds of records of different machines, and say so')
    .option('--calibrate', 'measure base against itself: the noise of each metric here, which a tolerance has to exceed')
    .option('--suite <name|file>', 'models and data that both serve (default: ci)')
    .option('--pairs <n>', 'pairs of fresh processes, 10 to 1,000 (default: 40)', positiveInteger)
    .option('--config <file>', 'tolerances (default: matchbench.yaml where there is one)')
    .option('--plant <harm>', 'do harm to head on purpose, to see it found: latency=5%, ndcg=1', plantOf)
    .addOption(
      new Option('--inconclusive <how>', 'exit with 0 or 1 where nothing can be said, in place of 2').choices([
        'pass',
        'fail',
      ] as const),
    )
    .option('--json', 'print the result, raw values included, as JSON')
    .option('--junit <file>', 'write JUnit XML')
    .option('--summary <file>', 'add Markdown to this file (default: $GITHUB_STEP_SUMMARY where it is set)')
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 regression, 2 inconclusive (see --inconclusive), 3 and above: no verdict, an error.

Examples:
  $ matchbench gate --base main --head HEAD
  $ matchbench gate --base main --head . --pairs 60
  $ matchbench gate --base . --head . --plant latency=5%
  $ matchbench gate --calibrate --base .
  $ matchbench gate --base-record runs/before --head-record runs/after`,
    )
    .action(async (options) => {
      const [{ readConfig, fewestPairs, mostPairs }, { exitCodeOf }] = await Promise.all([
        import('../gate/config.ts'),
        import('../gate/result.ts'),
      ]);
      const read = readConfig(options.config);
      const { suite = read.suite, pairs = read.pairs, inconclusive = read.inconclusive } = options;
      const config = { ...read, suite, pairs, inconclusive };
      if (pairs < fewestPairs || pairs > mostPairs) {
        const why = pairs < fewestPairs ? 'too few to find anything' : 'more than a gate takes';
        throw new UserError('input', `${counted(pairs, 'pair is', 'pairs are')} ${why}`, {
          remedy: `Ask for ${fewestPairs} to ${mostPairs}; 40 is the default.`,
        });
      }
      const { junit, json, summary = process.env.GITHUB_STEP_SUMMARY || undefined } = options;
      for (const file of [junit, summary]) refuseMissingFolder(file);
      const say = (line: string): void => void process.stderr.write(`gate: ${line}\n`);
      if (options.calibrate) return calibrateHere(options, config, say);
      const result = await (async () => {
        const { base, head, plant = {}, baseRecord, headRecord, allowOtherMachine = false } = options;
        if (baseRecord !== undefined || headRecord !== undefined) {
          refuseMixed(options);
          const { gateRecords } = await import('../gate/records.ts');
          return gateRecords({ base: baseRecord ?? [], head: headRecord ?? [], config, allowOtherMachine });
        }
        if (allowOtherMachine) {
          throw new UserError('input', '--allow-other-machine has no place without records', {
            remedy: 'Both sides of a live gate run on this machine. Give it with --base-record DIR --head-record DIR.',
          });
        }
        if (base === undefined || head === undefined) {
          throw new UserError('input', 'there is no base or no head to compare', {
            remedy: 'Name both: --base main --head HEAD',
          });
        }
        const { gateLive } = await import('../gate/live.ts');
        return gateLive({ base, head, config, plant, say });
      })();
      const [{ toText }, { appendSummary, toAnnotations, toJunit, toMarkdown }, { writeWhole }] = await Promise.all([
        import('../gate/words.ts'),
        import('../gate/outputs.ts'),
        import('../files/whole-file.ts'),
      ]);
      // Before anything is written: whoever reads it may close the pipe.
      process.exitCode = exitCodeOf(result.verdict, inconclusive);
      if (json) printJson(result);
      else await printText(toText(result, terminalWidth()));
      // On standard error where standard output is JSON: GitHub reads both.
      if (process.env.GITHUB_ACTIONS === 'true') {
        for (const line of toAnnotations(result)) (json ? process.stderr : process.stdout).write(`${line}\n`);
      }
      if (summary !== undefined) appendSummary(summary, toMarkdown(result));
      if (junit !== undefined) await writeWhole(junit, toJunit(result));
    });
