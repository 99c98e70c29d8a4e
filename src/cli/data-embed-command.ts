import { Command } from '@commander-js/extra-typings';
import { counted } from '../counted.ts';
import type { EmbedOptions, EmbedReport } from '../importing/embed-dataset.ts';
import { pairOptions, pairOptionsOf } from './pair-options.ts';
import { positiveInteger } from './positive-integer.ts';
import { printJson } from './print-json.ts';
import { progressLines } from './progress-lines.ts';

/** `matchbench data embed`: pictures and texts → features → a data set. */
export const dataEmbedCommand = () =>
  new Command('embed')
    .description('make a data set of pictures and texts, with the backbones you name')
    .requiredOption('--left <dir|file>', 'a folder of pictures, or a table of texts (.csv, .tsv, .parquet, .jsonl)')
    .requiredOption(
      '--right <dir|file>',
      'the same of the right side, or a Karpathy split (dataset_coco.json) of the pictures on the left',
    )
    .requiredOption('--left-backbone <dir>', 'an ONNX model folder in the layout of transformers.js')
    .requiredOption('--right-backbone <dir>', 'the same of the right side')
    .requiredOption('--out <dir>', 'folder to write; started again after it was ended, it goes on')
    .option('--pairs <file>', 'right pairs, as for data import (default: the column image, file or left beside the texts)')
    .option('--left-text <column>', 'column of texts (default: text, caption, sentence, query or passage)')
    .option('--right-text <column>', 'the same of the right side')
    .option('--left-ids <column>', 'column of ids (default: id or _id where there is one, else the row number)')
    .option('--right-ids <column>', 'the same of the right side')
    .option('--tokens [n]', 'features of tokens too, on sides of texts: of all, or of the first n of every text', positiveInteger)
    .option(
      '--token-width <n>',
      'store tokens along the n directions that keep most of them (default: as wide as they are)',
      positiveInteger,
    )
    .option('--allow-network', 'fetch backbones that are no folder from the model hub')
    .addOption(pairOptions.left)
    .addOption(pairOptions.right)
    .addOption(pairOptions.grade)
    .addOption(pairOptions.time)
    .addOption(pairOptions.rightFrom)
    .addOption(pairOptions.skipUnknown)
    .option('--split <kind|file>', 'as for data import')
    .option('--folds <n>', 'folds of a split by entity', positiveInteger, 5)
    .option('--threads <n>', 'threads', positiveInteger, 2)
    .option('--name <name>', 'name of the data set (default: that of its folder)')
    .option('--licence <text>', 'licence of the data, kept with it')
    .option('--json', 'print what was made as JSON')
    .addHelpText(
      'after',
      `
Pictures that cannot be read are listed and left out. Of a picture the id is its path in the folder.

Examples:
  $ matchbench data embed --left images --right captions.tsv --left-backbone models/efficientnet-lite0 --right-backbone models/all-MiniLM-L6-v2 --out data/mine
  $ matchbench data embed --left beir/queries.jsonl --right beir/corpus.jsonl --pairs beir/qrels/test.tsv --left-backbone models/all-MiniLM-L6-v2 --right-backbone models/all-MiniLM-L6-v2 --out data/beir`,
    )
    .action(async (given) => {
      const { embedDataset } = await import('../importing/embed-dataset.ts');
      const report = await embedDataset(given.out, {
        left: { source: given.left, backbone: given.leftBackbone, columns: { id: given.leftIds, text: given.leftText } },
        right: { source: given.right, backbone: given.rightBackbone, columns: { id: given.rightIds, text: given.rightText } },
        pairs: given.pairs,
        pairOptions: pairOptionsOf(given),
        tokens: tokensOf(given),
        allowNetwork: given.allowNetwork,
        split: given.split,
        folds: given.folds,
        threads: given.threads,
        name: given.name,
        licence: given.licence,
        onProgress: progressLines(process.stderr),
      });
      if (given.json) return printJson({ ...report, out: given.out });
      for (const { place, reason } of report.skipped) process.stderr.write(`skipped: ${place}: ${reason}\n`);
      process.stdout.write(
        `written: ${given.out}\n  ${counted(report.items.left, 'left item')}, ${counted(report.items.right, 'right item')}, ${counted(report.pairs, 'right pair')}, split by ${report.split}${[...leftOut(report)].map((one) => `; ${one}`).join('')}\n` +
          `next: matchbench data inspect ${given.out}, then matchbench run --data ${given.out}\n`,
      );
    });

function* leftOut({ skipped, unknown }: EmbedReport): Generator<string> {
  if (skipped.length > 0) yield `${counted(skipped.length, 'picture')} skipped`;
  if (unknown > 0) yield `${counted(unknown, 'line of pairs that names', 'lines of pairs that name')} what is not there left out`;
}

/** `--tokens` alone keeps all; a width asks for them too. */
function tokensOf({ tokens, tokenWidth }: { tokens?: number | true; tokenWidth?: number }): EmbedOptions['tokens'] {
  if (tokens === undefined && tokenWidth === undefined) return undefined;
  return {
    ...(typeof tokens === 'number' ? { most: tokens } : {}),
    ...(tokenWidth === undefined ? {} : { width: tokenWidth }),
  };
}
