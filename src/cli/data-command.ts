import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { datasetNames, datasetPath, installationFolder } from '../suite/installation.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { dataImportCommand } from './data-import-command.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { progressLines } from './progress-lines.ts';

/** `matchbench data`: builds data sets and says what is in them. */
export const dataCommand = () =>
  new Command('data')
    .description('import or build a data set, or say what is in one')
    .addCommand(dataImportCommand())
    .addCommand(buildCommand())
    .addCommand(inspectCommand())
    .addHelpText('after', '\nExamples:\n  $ matchbench data build emoji\n  $ matchbench data inspect emoji');

const buildCommand = () =>
  new Command('build')
    .description('build a data set of the catalogue from its sources')
    .argument('<name>', 'a name of the catalogue: combinations, emoji, emoji-variants, planted-rank-8, …')
    .option('--out <dir>', 'folder to write (default: data/<name>)')
    .option('--threads <n>', 'threads', positiveInteger, 2)
    .action(async (name, { out, threads }) => {
      const { buildDataset } = await import('../catalogue/catalogue.ts');
      const folder = out ?? datasetPath(name);
      await buildDataset(name, folder, {
        modelsDir: join(installationFolder, 'models'),
        cacheDir: join(installationFolder, '.cache', 'packages'),
        threads,
        onProgress: progressLines(process.stderr),
      });
      process.stdout.write(`written: ${folder}\n`);
    });

const inspectCommand = () =>
  new Command('inspect')
    .description('check every file of a data set and say what is in it')
    .argument('<name|dir>', 'an embedded data set, or a folder')
    .option('--json', 'print as JSON')
    .action(async (name, { json }) => {
      const [{ loadDataset }, { inspectDataset }, { formatInspection }] = await Promise.all([
        import('../dataset/load.ts'),
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
      const inspection = inspectDataset(await loadDataset(embedded ? datasetPath(name) : name));
      if (json) printJson(inspection);
      else process.stdout.write(formatInspection(inspection));
    });
