import { basename, extname, join } from 'node:path';
import { namePattern } from '../dataset/identifiers.ts';
import { refuseTaken, withStagedFolder } from '../dataset/staged-folder.ts';
import { writeStreamed } from '../dataset/write-streamed.ts';
import type { Side } from '../types.ts';
import { copyFeatures } from './copy-features.ts';
import { type Division, divide, type SplitKind, splitKinds, type ToDivide, usualKind } from './divide.ts';
import { givenSplits } from './given-splits.ts';
import { openFeatures } from './open-features.ts';
import { openTable } from './open-table.ts';
import { type ImportedPairs, type PairOptions, readPairs } from './pairs.ts';
import { readSideItems, type SideToImport } from './read-side-items.ts';
import { refuse } from './refuse.ts';
import { itemRows, type SideItems } from './side-items.ts';

export interface ImportOptions {
  readonly left: SideToImport;
  readonly right: SideToImport;
  readonly pairs: string;
  readonly pairOptions?: PairOptions;
  /** A kind of split, or a file with the part of every item. Default: `entity` or `entity-left`, by how pairs link the items. */
  readonly split?: string;
  readonly folds?: number;
  readonly seed?: number;
  /** Name of the data set. Default: that of its folder. */
  readonly name?: string;
  readonly licence?: string;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

export interface ImportReport extends Omit<ImportedPairs, 'relevance' | 'times'> {
  readonly name: string;
  readonly items: Readonly<Record<Side, number>>;
  readonly widths: Readonly<Record<Side, number>>;
  readonly pairs: number;
  readonly split: string;
  readonly splits: readonly string[];
}

/**
 * Makes a data set of features and pairs that somebody has. Files are read once from start to end and never held as a whole; the folder is there with all its
 * files, or not at all. Throws a `UserError` of kind `input` (file, place and remedy) or `storage`.
 */
export async function importDataset(out: string, options: ImportOptions): Promise<ImportReport> {
  refuseTaken(out);
  const name = options.name ?? nameFrom(basename(out), 'data');
  const sources = {
    left: await openFeatures(options.left.features, options.left),
    right: await openFeatures(options.right.features, options.right),
  };
  const items = {
    left: await readSideItems(sources.left, options.left),
    right: await readSideItems(sources.right, options.right),
  };
  options.onProgress?.('pairs', 0, 1);
  const pairs = await readPairs(await openTable(options.pairs), items.left, items.right, options.pairOptions);
  const { kind, division } = await dividedBy(options, items, pairs);
  return withStagedFolder(out, async (dir) => {
    const side = async (of: Side) => {
      const file = await copyFeatures(sources[of], items[of], join(dir, `${of}.safetensors`), (done, total) =>
        options.onProgress?.(`${of} features`, done, total),
      );
      return {
        name: options[of].name ?? nameFrom(basename(options[of].features, extname(options[of].features)), of),
        items: itemRows(items[of], unitOf(of, items[of], division)),
        features: { width: sources[of].columns },
        file,
        backbone: { id: `given: ${basename(options[of].features)}` },
      };
    };
    const manifest = await writeStreamed(dir, {
      name,
      version: '1',
      description: `Imported from ${basename(options.left.features)}, ${basename(options.right.features)} and ${basename(options.pairs)}.`,
      left: await side('left'),
      right: await side('right'),
      relevance: pairs.relevance,
      splits: division.splits,
      sources: sourcesOf(options),
    });
    const { relevance, times: _, ...counts } = pairs;
    return {
      ...counts,
      name,
      items: { left: sources.left.rows, right: sources.right.rows },
      widths: { left: sources.left.columns, right: sources.right.columns },
      pairs: relevance.columnOf.length,
      split: kind,
      splits: manifest.splits.map((split) => split.name),
    };
  });
}

const isKind = (split: string): split is SplitKind => (splitKinds as readonly string[]).includes(split);

async function dividedBy(
  { split, folds = 5, seed = 0, pairs: place }: ImportOptions,
  { left, right }: Readonly<Record<Side, SideItems>>,
  { relevance, times }: ImportedPairs,
): Promise<{ readonly kind: string; readonly division: Division }> {
  const given: ToDivide = { relevance, folds, seed, place, ...(times === undefined ? {} : { times }) };
  if (split !== undefined && !isKind(split)) {
    if (extname(split) === '')
      throw refuse(
        split,
        'There is no such split.',
        `Use one of ${splitKinds.join(', ')}, or a file with the columns side, id and one a split.`,
      );
    return { kind: split, division: { splits: await givenSplits(split, left, right) } };
  }
  const kind = split ?? usualKind(given);
  return { kind, division: divide(kind, given) };
}

/** The family of a row: named after its number where right pairs make families, else the item itself. */
function unitOf(side: Side, { idOf }: SideItems, { families }: Division): (row: number) => string {
  if (families === undefined) return (row) => `${side}/${idOf(row)}`;
  return (row) => `family-${families[side][row]}`;
}

/** A name for a data set or a side from that of a file: lower case, what no name may have replaced by dashes. */
function nameFrom(file: string, otherwise: string): string {
  const name = file
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 64);
  return namePattern.test(name) ? name : otherwise;
}

function sourcesOf({ left, right, pairs, licence }: ImportOptions) {
  const files = [left.features, left.items, right.features, right.items, pairs].filter((file) => file !== undefined);
  return [...new Set(files)].map((file) => ({
    name: basename(file),
    version: '',
    licence: licence ?? 'not stated',
    attribution: '',
  }));
}
