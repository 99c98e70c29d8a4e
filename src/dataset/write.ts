import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { encodeSafetensors } from '../files/safetensors.ts';
import { sha256 } from '../files/sha256.ts';
import { storageError } from '../files/storage-error.ts';
import { writeWhole } from '../files/whole-file.ts';
import type { Relevance, Side, SideData, Split } from '../types.ts';
import { checkSplits } from './check-splits.ts';
import { checkFeatures, featureTensors, type Storage } from './feature-file.ts';
import { formatExcluded } from './formats/exclude.ts';
import { formatItems } from './formats/jsonl.ts';
import { formatPairSplits, pairSplitsFile } from './formats/pair-splits.ts';
import { formatQrels } from './formats/qrels.ts';
import { formatSplits } from './formats/splits.ts';
import { compareBytewise } from './identifiers.ts';
import { checkManifest, type DatasetManifest, excludeFile, manifestFile, requiredFiles } from './manifest.ts';
import { everyPart, partCodes } from './part-codes.ts';
import { refusal } from './refusal.ts';

export interface SideContents extends SideData {
  readonly storage: Storage;
  readonly backbone: DatasetManifest['sides'][Side]['backbone'];
}

/** A data set as it is written: both sides, what is right for what, and how items are divided. */
export interface DatasetContents {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly left: SideContents;
  readonly right: SideContents;
  readonly relevance: Relevance;
  readonly exclude?: Relevance;
  readonly splits: readonly (Split & { readonly description: string })[];
  readonly sources: DatasetManifest['sources'];
  /** Other files by their path inside the folder: pictures. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Writes a data set that `loadDataset` reads: every file whole, `dataset.json` last, so that an interrupted write leaves no data set. Equal
 * contents give equal bytes. Nothing is sorted or mended: what `loadDataset` would refuse is refused, before anything is written.
 * Throws a `UserError` of kind `input` or `storage`.
 */
export async function writeDataset(dir: string, contents: DatasetContents): Promise<DatasetManifest> {
  const { left, right, relevance, exclude, splits } = contents;
  for (const side of ['left', 'right'] as const) checkShapes(side, contents);
  for (const name of Object.keys(contents.files ?? {})) {
    if (([...requiredFiles, excludeFile, pairSplitsFile, manifestFile] as readonly string[]).includes(name))
      throw refusal(dir, `${name} cannot be the name of another file.`);
  }
  checkSplits(splits, relevance, join(dir, 'splits.tsv'));
  const files: Record<string, Uint8Array> = {
    ...contents.files,
    'left.safetensors': encodeSafetensors(featureTensors(left.features, left.storage)),
    'right.safetensors': encodeSafetensors(featureTensors(right.features, right.storage)),
    'left.jsonl': Buffer.from(formatItems(left.items, join(dir, 'left.jsonl'))),
    'right.jsonl': Buffer.from(formatItems(right.items, join(dir, 'right.jsonl'))),
    'qrels.tsv': Buffer.from(formatQrels(left.items, right.items, relevance)),
    'splits.tsv': Buffer.from(formatSplits(splits, left.items, right.items)),
    ...(splits.every(({ pairs }) => pairs === undefined)
      ? {}
      : { [pairSplitsFile]: Buffer.from(formatPairSplits(splits, left.items, right.items, relevance)) }),
    ...(exclude === undefined ? {} : { [excludeFile]: Buffer.from(formatExcluded(left.items, right.items, exclude)) }),
  };
  const names = Object.keys(files).sort(compareBytewise);
  for (const side of ['left', 'right'] as const) checkPictures(dir, side, contents, files);
  const manifest = checkManifest(
    {
      format: 'matchbench-dataset',
      formatVersion: 1,
      name: contents.name,
      version: contents.version,
      description: contents.description,
      sides: { left: sideManifest(left), right: sideManifest(right) },
      splits: splits.map(({ name, description }) => ({ name, description })),
      sources: contents.sources,
      files: Object.fromEntries(names.map((name) => [name, { sha256: sha256(files[name]!), bytes: files[name]!.byteLength }])),
    },
    join(dir, manifestFile),
  );

  const manifestPath = join(dir, manifestFile);
  await prepare(dir, () => rm(manifestPath, { force: true }));
  for (const name of names) {
    const path = join(dir, name);
    await prepare(dirname(path));
    await writeWhole(path, files[name]!);
  }
  await writeWhole(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

/** Makes a folder; an old manifest is taken away first, since it would vouch for files that are being replaced. */
async function prepare(dir: string, then?: () => Promise<void>): Promise<void> {
  try {
    makeFolder(dir);
    await then?.();
  } catch (cause) {
    throw storageError(cause, dir, 'written');
  }
}

function sideManifest({ name, items, features, storage, backbone }: SideContents): DatasetManifest['sides'][Side] {
  const { global, tokens } = features;
  return {
    name,
    count: items.length,
    features: {
      width: global.columns,
      storage,
      ...(tokens === undefined ? {} : { tokens: { count: tokens.tokens, width: tokens.width } }),
    },
    backbone,
  };
}

function checkShapes(side: Side, { [side]: { items, features }, relevance, splits }: DatasetContents): void {
  const count = side === 'left' ? relevance.rows : relevance.columns;
  const counts = [
    features.global.rows,
    features.tokens?.items ?? items.length,
    count,
    ...splits.map((split) => split[side].length),
  ];
  if (counts.some((other) => other !== items.length))
    throw new Error(`internal: ${items.length} ${side} items with arrays for ${counts}`);
  if (splits.some((split) => split[side].some((code) => code > everyPart)))
    throw new Error(`internal: a part code of a ${side} item is above ${everyPart}`);
  const pairs = relevance.columnOf.length;
  if (splits.some((split) => split.pairs?.length !== undefined && split.pairs.length !== pairs))
    throw new Error(`internal: the pairs of a split are not the ${pairs} of the data set`);
  if (splits.some((split) => split.pairs?.some((code) => code > partCodes.test)))
    throw new Error(`internal: a part code of a pair is above ${partCodes.test}`);
  checkFeatures(features, (row) => items[row]!.id, `${side}.safetensors`);
}

function checkPictures(dir: string, side: Side, contents: DatasetContents, files: Readonly<Record<string, unknown>>): void {
  for (const { id, picture } of contents[side].items) {
    const file = picture?.split('#')[0];
    if (file !== undefined && !Object.hasOwn(files, file))
      throw refusal(join(dir, `${side}.jsonl`), `The picture ${file} of ${id} is not among the files.`);
  }
}
