import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import type { BuildOptions } from '../catalogue/catalogue.ts';
import { fetchedNames } from '../catalogue/fetched-names.ts';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { suggestion } from '../nearest-name.ts';
import { datasetNames, datasetPath, installationFolder } from '../suite/installation.ts';
import { dataEmbedCommand } from './data-embed-command.ts';
import { dataImportCommand } from './data-import-command.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { progressLines } from './progress-lines.ts';

/** `matchbench data`: builds data sets and says what is in them. */
export const dataCommand = () =>
  new Command('data')
    .description('import or build a data set, or say what is in one')
    .addCommand(dataImportCommand())
    .addCommand(dataEmbedCommand())
    .addCommand(buildCommand())
    .addCommand(fetchCommand())
    .addCommand(inspectCommand())
    .addHelpText('after', '\nExamples:\n  $ matchbench data build emoji\n  $ matchbench data inspect emoji');

const models = new Option('--models <dir>', 'folder of the networks that make features (default: that of the repository)');

const buildCommand = () =>
  new Command('build')
    .description('build a data set of the catalogue from its sources')
    .argument('<name>', 'a name of the catalogue: combinations, emoji, emoji-variants, planted-rank-8, …')
    .option('--out <dir>', 'folder to write (default: data/<name>)')
    .addOption(models)
    .option('--threads <n>', 'threads', positiveInteger, 2)
    .action(async (name, { out, threads, models: modelsDir }) => {
      const { buildDataset } = await import('../catalogue/catalogue.ts');
      const folder = out ?? datasetPath(name);
      await buildDataset(name, folder, buildOptions(threads, modelsDir));
      process.stdout.write(`written: ${folder}\n`);
    });

const fetchCommand = () =>
  new Command('fetch')
    .description('fetch the sources of data sets that do not come with matchbench, or take those you have, and build them here')
    .argument('<names...>', fetchedNames.join(', '))
    .option('--from <path>', 'a folder or file with the sources, in place of fetching them')
    .option('--out <dir>', 'folder to write (default: data/<name>); only with one name')
    .addOption(models)
    .option('--threads <n>', 'threads', positiveInteger, 2)
    .action(async (names, { from, out, threads, models: modelsDir }) => {
      const { buildDataset } = await import('../catalogue/catalogue.ts');
      const unknown = names.find((name) => !(fetchedNames as readonly string[]).includes(name));
      if (unknown !== undefined)
        throw new UserError('input', 'There is no such data set to fetch.', {
          place: unknown,
          remedy: suggestion(unknown, fetchedNames),
        });
      if (out !== undefined && names.length > 1)
        throw new UserError('input', `--out names one folder for ${counted(names.length, 'data set')}.`, {
          remedy: 'Fetch one at a time, or leave out --out.',
        });
      for (const name of names) {
        const folder = out ?? datasetPath(name);
        await buildDataset(name, folder, { ...buildOptions(threads, modelsDir), from });
        process.stdout.write(`written: ${folder}\n`);
      }
    });

/** Where everything lies that a data set is built with. */
const buildOptions = (threads: number, modelsDir = join(installationFolder, 'models')): BuildOptions => ({
  modelsDir,
  cacheDir: join(installationFolder, '.cache', 'packages'),
  threads,
  onProgress: progressLines(process.stderr),
});

const inspectCommand = () =>
  new Command('inspect')
    .description('check every file of a data set and say what is in it')
    .argument('<name|dir>', 'an embedded data set, or a folder')
    .option('--json', 'print as JSON')
    .action(async (name, { json }) => {
      const [{ inspectDataset }, { formatInspection }] = await Promise.all([
        import('../dataset/inspect.ts'),
        import('../dataset/inspection-text.ts'),
      ]);
      if (!existsSync(name) && !datasetNames().includes(name)) {
        throw new UserError('input', 'there is no such data set or folder', {
          place: name,
          remedy: suggestion(name, datasetNames()),
        });
      }
      const embedded = datasetNames().includes(name) && !existsSync(join(name, 'dataset.json'));
      const inspection = await inspectDataset(embedded ? datasetPath(name) : name);
      if (json) printJson(inspection);
      else process.stdout.write(formatInspection(inspection));
    });
