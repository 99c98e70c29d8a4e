import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

/** `matchbench compare`: the same models on several machines or devices. */
export const compareCommand = () =>
  new Command('compare')
    .description('set runs of the same models on several machines, devices or threads beside each other')
    .argument('<dir...>', 'folders of runs; the first is what the others are compared with')
    .option('--prices <file>', 'a price table (JSON): what an hour of each machine costs')
    .option('--out <file>', 'also write it as Markdown')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
Weights that are the same, byte for byte, make it “closed”; others are told as “open”.

Examples:
  $ matchbench run --reuse runs/cpu --device webgpu --out runs/webgpu
  $ matchbench compare runs/cpu runs/webgpu
  $ matchbench compare runs/cpu runs/webgpu --prices prices.json --out hardware.md`,
    )
    .action(async (dirs, { prices, out, json }) => {
      if (dirs.length < 2)
        throw new UserError('input', 'compare needs two runs or more', { remedy: 'Name another folder of a run.' });
      const [
        { readRecord },
        { compareRuns },
        { comparisonMarkdown, comparisonSummary },
        { readPrices },
        { runNames },
        { writeWhole },
      ] = await Promise.all([
        import('../report/record/read-record.ts'),
        import('../report/compare/comparison.ts'),
        import('../report/compare/comparison-text.ts'),
        import('../report/compare/prices.ts'),
        import('../report/compare/run-names.ts'),
        import('../files/whole-file.ts'),
      ]);
      const names = runNames(dirs);
      const runs = [];
      for (const [i, dir] of dirs.entries()) runs.push({ name: names[i]!, loaded: await readRecord(dir) });
      const comparison = compareRuns(runs, prices === undefined ? undefined : readPrices(prices));
      const command = `npx matchbench compare ${[...dirs, ...(prices === undefined ? [] : ['--prices', prices])].join(' ')}`;
      if (out !== undefined) await writeWhole(out, comparisonMarkdown(comparison, command));
      if (json)
        printJson({ ...comparison, systems: comparison.systems.map(({ figures, weights, warmUpMs, ...system }) => system) });
      else await printText(comparisonSummary(comparison, terminalWidth()));
    });
