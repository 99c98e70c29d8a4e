import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { progressLines } from './progress-lines.ts';

/** `matchbench data import`: features and pairs that somebody has → a data set. */
export const dataImportCommand = () =>
  new Command('import')
    .description('make a data set of your own features and pairs')
    .requiredOption('--left <file>', 'features of the left side: .npy, .npz, .safetensors, .parquet or .jsonl')
    .requiredOption('--right <file>', 'features of the right side')
    .requiredOption(
      '--pairs <file>',
      'right pairs: .csv, .tsv, .parquet or .jsonl with a left and a right column, and, where there are, a grade and a time; or a Karpathy split (.json) in the order of the features',
    )
    .requiredOption('--out <dir>', 'folder to write')
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
    .option('--pairs-left <column>', 'column of left ids in the pairs (default: the first)')
    .option('--pairs-right <column>', 'column of right ids in the pairs (default: the second)')
    .option('--grade-column <column>', 'column of grades (default: grade, relevance, rating, score or label)')
    .option('--time-column <column>', 'column of times, seconds or dates (default: time, timestamp or date)')
    .option('--right-from <grade>', 'pairs of at least this grade are right, all alike', number)
    .option('--skip-unknown-pairs', 'leave out pairs that name an item which is not there')
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

Examples:
  $ matchbench data import --left users.npy --right items.npy --pairs clicks.csv --out data/mine
  $ matchbench data inspect data/mine
  $ matchbench run --data data/mine`,
    )
    .action(async (given) => {
      const { importDataset } = await import('../importing/import-dataset.ts');
      const report = await importDataset(given.out, {
        left: {
          features: given.left,
          array: given.leftArray,
          tokens: given.leftTokens === undefined ? undefined : { tokens: given.leftTokens, mask: given.leftMask },
          items: given.leftItems,
          ids: given.leftIds,
          texts: given.leftText,
          name: given.leftName,
        },
        right: {
          features: given.right,
          array: given.rightArray,
          tokens: given.rightTokens === undefined ? undefined : { tokens: given.rightTokens, mask: given.rightMask },
          items: given.rightItems,
          ids: given.rightIds,
          texts: given.rightText,
          name: given.rightName,
        },
        pairs: given.pairs,
        pairOptions: {
          columns: { left: given.pairsLeft, right: given.pairsRight, grade: given.gradeColumn, time: given.timeColumn },
          rightFrom: given.rightFrom,
          skipUnknown: given.skipUnknownPairs,
        },
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
          `  ${items.left} left items of ${widths.left} values, ${items.right} right items of ${widths.right} values\n` +
          `  ${pairs} right pairs${left.length === 0 ? '' : ` of ${report.read} lines (${left.join(', ')})`}\n` +
          `  split by ${split}: ${splits.join(', ')}\n` +
          `next: matchbench data inspect ${given.out}, then matchbench run --data ${given.out}\n`,
      );
    });

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is expected.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 on is expected.');
  return Number(text);
}
