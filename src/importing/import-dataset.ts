import { basename, extname, join } from 'node:path';
import { refuseTaken, withStagedFolder } from '../dataset/staged-folder.ts';
import { writeStreamed } from '../dataset/write-streamed.ts';
import type { Side } from '../types.ts';
import { copyFeatures } from './copy-features.ts';
import { dividedBy, type SplitOptions, unitOf } from './divided-by.ts';
import type { FeatureSource } from './feature-source.ts';
import { isKarpathy, openKarpathy } from './karpathy-set.ts';
import { nameFrom } from './name-from.ts';
import { openFeatures } from './open-features.ts';
import { openTable } from './open-table.ts';
import { openTokens, type TokenSource } from './open-tokens.ts';
import { type ImportedPairs, type PairOptions, readPairs } from './pairs.ts';
import { knownItems, readSideItems, type SideToImport } from './read-side-items.ts';
import { itemRows } from './side-items.ts';

export interface ImportOptions extends SplitOptions {
  readonly left: SideToImport;
  readonly right: SideToImport;
  /** Right pairs as a table; or a Karpathy split (.json), whose pictures and captions are the rows of the features, in its order. */
  readonly pairs: string;
  readonly pairOptions?: PairOptions;
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
  const sources = { left: await openSide(options.left), right: await openSide(options.right) };
  const tokens = { left: await tokensOf(options.left, sources.left), right: await tokensOf(options.right, sources.right) };
  const karpathy = isKarpathy(options.pairs) ? openKarpathy(options.pairs) : undefined;
  const items =
    karpathy === undefined
      ? { left: await readSideItems(sources.left, options.left), right: await readSideItems(sources.right, options.right) }
      : {
          left: knownItems(sources.left, options.pairs, karpathy.pictures, karpathy.pictures),
          right: knownItems(sources.right, options.pairs, karpathy.captions.ids, karpathy.captions.texts),
        };
  const sideName = (side: Side): string =>
    options[side].name ?? nameFrom(basename(options[side].features, extname(options[side].features)), side);
  const sides = { left: sideName('left'), right: sideName('right') };
  options.onProgress?.('pairs', 0, 1);
  const pairs = await readPairs(karpathy?.captions.belongsTo.pairs ?? (await openTable(options.pairs)), items.left, items.right, {
    sides,
    ...options.pairOptions,
  });
  const { kind, division } =
    karpathy === undefined
      ? await dividedBy(options, options.pairs, items, pairs)
      : { kind: 'Karpathy', division: karpathy.divide(items) };
  return withStagedFolder(out, async (dir) => {
    const side = async (of: Side) => {
      const file = await copyFeatures(sources[of], tokens[of], items[of], join(dir, `${of}.safetensors`), (done, total) =>
        options.onProgress?.(`${of} features`, done, total),
      );
      return {
        name: sides[of],
        items: itemRows(items[of], unitOf(of, items[of], division)),
        features: {
          width: sources[of].columns,
          ...(tokens[of] === undefined ? {} : { tokens: { count: tokens[of].count, width: tokens[of].width } }),
        },
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

const openSide = ({ features, array, tokens }: SideToImport) =>
  openFeatures(features, { array, besides: tokens === undefined ? [] : [tokens.tokens, tokens.mask] });

const tokensOf = async ({ features, tokens }: SideToImport, source: FeatureSource): Promise<TokenSource | undefined> =>
  tokens === undefined ? undefined : openTokens(features, tokens, source);

function sourcesOf({ left, right, pairs, licence }: ImportOptions) {
  const files = [left.features, left.items, right.features, right.items, pairs].filter((file) => file !== undefined);
  return [...new Set(files)].map((file) => ({
    name: basename(file),
    version: '',
    licence: licence ?? 'not stated',
    attribution: '',
  }));
}
