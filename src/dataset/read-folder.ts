import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../files/json.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { sha256 } from '../files/sha256.ts';
import type { Item, Relevance, Side, Split } from '../types.ts';
import { checkSplits } from './check-splits.ts';
import { readExcluded } from './formats/exclude.ts';
import { forEachItem } from './formats/jsonl.ts';
import { pairSplitsFile, readPairSplits } from './formats/pair-splits.ts';
import { readQrels } from './formats/qrels.ts';
import { readSplits } from './formats/splits.ts';
import type { Ids } from './ids.ts';
import { checkManifest, type DatasetManifest, excludeFile, manifestAt, manifestFile } from './manifest.ts';
import { refusal } from './refusal.ts';
import { fileInside } from './safe-path.ts';
import { verifyFiles } from './verify-files.ts';

const largestManifestBytes = 16 << 20;

/** A folder whose files were all checked against its manifest. */
export interface CheckedFolder {
  readonly dir: string;
  readonly manifest: DatasetManifest;
  /** SHA-256 of the bytes of the manifest. */
  readonly hash: string;
}

/** Opens a data set and checks size and SHA-256 of its files. Throws a `UserError`. */
export async function openFolder(dir: string): Promise<CheckedFolder> {
  const opened = await readManifest(dir);
  await verifyFiles(dir, opened.manifest);
  return { dir, ...opened };
}

/** Reads and checks `dataset.json`; the hash is the SHA-256 of its bytes. Throws a `UserError`. */
export async function readManifest(dir: string): Promise<{ readonly manifest: DatasetManifest; readonly hash: string }> {
  const place = join(dir, manifestFile);
  if (!existsSync(place))
    throw refusal(
      dir,
      existsSync(dir) ? `This folder holds no data set: there is no ${manifestFile} in it.` : 'There is no such folder.',
      `Name the folder of a data set, which holds ${manifestFile}.`,
    );
  const { path } = await fileInside(dir, manifestFile);
  const content = readPlainFile(path, largestManifestBytes);
  return { manifest: checkManifest(parseJson(content, manifestAt(place)), place), hash: sha256(content) };
}

/** Calls `visit` with the items of a side. Throws a `UserError`, also for a picture that is not a file of the data set. */
export async function forEachSideItem({ dir, manifest }: CheckedFolder, side: Side, visit: (item: Item) => void): Promise<void> {
  await forEachItem(join(dir, `${side}.jsonl`), manifest.sides[side].count, (item, place) => {
    const file = item.picture?.split('#')[0];
    if (file !== undefined && !Object.hasOwn(manifest.files, file))
      throw refusal(place, `The picture ${file} is not a file of the data set.`);
    visit(item);
  });
}

export interface Relations {
  readonly relevance: Relevance;
  readonly exclude?: Relevance;
  readonly splits: readonly Split[];
}

/** Reads what is right for what, and how items and pairs are divided. Throws a `UserError`. */
export async function readRelations({ dir, manifest }: CheckedFolder, left: Ids, right: Ids): Promise<Relations> {
  const paths = (name: string): string => join(dir, name);
  const relevance = await readQrels(paths('qrels.tsv'), left, right);
  const exclude = Object.hasOwn(manifest.files, excludeFile)
    ? await readExcluded(paths(excludeFile), left, right, relevance)
    : undefined;
  const names = manifest.splits.map(({ name }) => name);
  const divided = await readSplits(paths('splits.tsv'), names, left, right);
  const pairs = Object.hasOwn(manifest.files, pairSplitsFile)
    ? await readPairSplits(paths(pairSplitsFile), names, left, right, relevance)
    : [];
  const splits = divided.map((split, i) => (pairs[i] === undefined ? split : { ...split, pairs: pairs[i] }));
  checkSplits(splits, relevance, paths('splits.tsv'));
  return { relevance, ...(exclude === undefined ? {} : { exclude }), splits };
}
