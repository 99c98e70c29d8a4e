import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import type { SideToImport } from '../importing/read-side-items.ts';
import type { Side } from '../types.ts';
import { pairOptions, pairOptionsOf } from './pair-options.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { progressLines } from './progress-lines.ts';

/** `matchbench data import`: features and pairs that somebody has → a data set. */
export const dataImportCommand = () =>
  new Command('import')
    .description('make a data set of your own features and pairs')
    .option(
      '--left <file>',
      'features of the left side: .npy, .npz, .safetensors, .parquet or .jsonl, or attributes in a RecBole file (.user, .item)',
    )
    .option('--right <file>', 'features of the right side')
    .option(
      '--pairs <file>',
      'right pairs: .csv, .tsv, .parquet or .jsonl with a left and a right column, and, where there are, a grade and a time; TREC judgements (.qrels); or a Karpathy split (.json) in the order of the features',
    )
    .requiredOption('--out <dir>', 'folder to write')
    .option(
      '--recbole <dir>',
      'folder of RecBole atomic files in place of --left, --right and --pairs: x.inter, with x.user and x.item where there are',
    )
    .option('--left-array <name>', 'array or column that holds the features, where the file has several')
    .option('--right-array <name>', 'the same of the right side')
    .option(
      '--left-tokens <name>',
      'array [items, tokens, values] of the same .npz or .safetensors file: features of tokens, which models of interaction look at',
    )
    .option('--right-tokens <name>', 'the same of the right side')
    .option('--left-mask <name>', 'array [items, tokens] that says which tokens an item has', 'mask')
    .option('--right-mask <name>', 'the same of the right side', 'mask')
    .option('--left-items <file>', 'a table with one row an item, in the order of the features: columns id and text')
    .option('--right-items <file>', 'the same of the right side')
    .option(
      '--left-ids <column>',
      'column of ids, of the table or of the features (default: id where there is one, else the row number from 0)',
    )
    .option('--right-ids <column>', 'the same of the right side')
    .option('--left-text <column>', 'column of texts to show to people (default: text where there is one)')
    .option('--right-text <column>', 'the same of the right side')
    .option('--left-name <name>', 'what the left side is called: users, images, … (default: the name of the file)')
    .option('--right-name <name>', 'the same of the right side')
    .addOption(pairOptions.left)
    .addOption(pairOptions.right)
    .addOption(pairOptions.grade)
    .addOption(pairOptions.time)
    .addOption(pairOptions.rightFrom)
    .addOption(pairOptions.skipUnknown)
    .option(
      '--split <kind|file>',
      'entity, entity-left, entity-right, time, leave-one-out, or a table with the columns side, id and one a split',
    )
    .option('--folds <n>', 'folds of a split by entity', positiveInteger, 5)
    .option('--seed <n>', 'seed of what is drawn', wholeNumber, 0)
    .option('--name <name>', 'name of the data set (default: that of its folder)')
    .option('--licence <text>', 'licence of the data, kept with it')
    .option('--json', 'print what was imported as JSON')
    .addHelpText(
      'after',
      `
Splits:
  entity         items that right pairs link are a family, and families are tested in folds
  entity-left    left items are tested in folds; all right items are candidates always (entity-right: the other way round)
  time           the last tenth of the pairs is tested, the tenth before it validates
  leave-one-out  the last pair of every left item is tested, the one before it validates
Without --split: entity where families are small, else entity-left.

RecBole files: the first column of .user and .item is the id, the others become features: numbers, a place a value of tokens (more than 256 share 256 by
their hash). A side without a file of its own is known by its ids alone. Each of --left, --right and --pairs takes the place of what the folder has.

Examples:
  $ matchbench data import --recbole ml-100k --right-from 4 --split time --right-text movie_title --out data/films
  $ matchbench data import --left users.npy --right items.npy --pairs clicks.csv --out data/mine
  $ matchbench data inspect data/mine
  $ matchbench run --data data/mine`,
    )
    .action(async (given) => {
      const [{ importDataset }, { openRecBole }] = await Promise.all([
        import('../importing/import-dataset.ts'),
        import('../importing/recbole-folder.ts'),
      ]);
      const asked = pairOptionsOf(given);
      const folder = given.recbole === undefined ? undefined : await openRecBole(given.recbole, asked.columns);
      const report = await importDataset(given.out, {
        left: {
          ...sourceOf('left', given.left, given.leftArray, folder?.left),
          tokens: given.leftTokens === undefined ? undefined : { tokens: given.leftTokens, mask: given.leftMask },
          items: given.leftItems,
          ids: given.leftIds,
          texts: given.leftText,
          name: given.leftName ?? folder?.left.name,
        },
        right: {
          ...sourceOf('right', given.right, given.rightArray, folder?.right),
          tokens: given.rightTokens === undefined ? undefined : { tokens: given.rightTokens, mask: given.rightMask },
          items: given.rightItems,
          ids: given.rightIds,
          texts: given.rightText,
          name: given.rightName ?? folder?.right.name,
        },
        pairs: needed('pairs', given.pairs ?? folder?.pairs),
        pairOptions: { ...asked, columns: { ...asked.columns, ...folder?.columns } },
        split: given.split,
        folds: given.folds,
        seed: given.seed,
        name: given.name,
        licence: given.licence,
        onProgress: progressLines(process.stderr),
      });
      if (given.json) return printJson({ ...report, out: given.out });
      const { items, widths, pairs, split, splits } = report;
      const left = (['wrong', 'unknown', 'repeated'] as const)
        .filter((what) => report[what] > 0)
        .map((what) => `${report[what]} ${what}`);
      process.stdout.write(
        `written: ${given.out}\n` +
          `  ${counted(items.left, 'left item')} of ${counted(widths.left, 'value')}, ${counted(items.right, 'right item')} of ${counted(widths.right, 'value')}\n` +
          `  ${counted(pairs, 'right pair')}${left.length === 0 ? '' : ` of ${counted(report.read, 'line')} (${left.join(', ')})`}\n` +
          `  split by ${split}: ${splits.join(', ')}\n` +
          `next: matchbench data inspect ${given.out}, then matchbench run --data ${given.out}\n`,
      );
    });

/** Where the features of a side are: as given, or where they are in the folder. */
const sourceOf = (side: Side, file: string | undefined, array: string | undefined, found: SideToImport | undefined) =>
  file === undefined ? { features: needed(side, found?.features), array: array ?? found?.array } : { features: file, array };

function needed(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new UserError('input', `There is no --${name}.`, {
    remedy: 'Give --left, --right and --pairs, or a folder of RecBole files with --recbole.',
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 on is expected.');
  return Number(text);
}
