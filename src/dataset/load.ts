import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../files/json.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { sha256 } from '../files/sha256.ts';
import type { Dataset, Side, SideData } from '../types.ts';
import { checkSplits } from './check-splits.ts';
import { readFeatures } from './feature-file.ts';
import { readExcluded } from './formats/exclude.ts';
import { readItems } from './formats/jsonl.ts';
import { pairSplitsFile, readPairSplits } from './formats/pair-splits.ts';
import { readQrels } from './formats/qrels.ts';
import { readSplits } from './formats/splits.ts';
import { checkManifest, type DatasetManifest, excludeFile, manifestAt, manifestFile } from './manifest.ts';
import { refusal } from './refusal.ts';
import { fileInside } from './safe-path.ts';
import { verifyFiles } from './verify-files.ts';
import { wordFeatures } from './words.ts';

const largestManifestBytes = 16 << 20;

/**
 * Reads a data set from its folder. Only files that the manifest lists are read, each after its size and SHA-256 were checked; links
 * that lead outside are refused. Throws a `UserError` of kind `input` (what is wrong, where) or `storage`.
 */
export async function loadDataset(dir: string): Promise<Dataset> {
  const { manifest, hash } = await readManifest(dir);
  await verifyFiles(dir, manifest);
  const paths = (name: string): string => join(dir, name);
  const [left, right] = [await readSide('left', manifest, paths), await readSide('right', manifest, paths)];
  const relevance = await readQrels(paths('qrels.tsv'), left.items, right.items);
  const exclude = Object.hasOwn(manifest.files, excludeFile)
    ? await readExcluded(paths(excludeFile), left.items, right.items, relevance)
    : undefined;
  const names = manifest.splits.map(({ name }) => name);
  const divided = await readSplits(paths('splits.tsv'), names, left.items, right.items);
  const pairs = Object.hasOwn(manifest.files, pairSplitsFile)
    ? await readPairSplits(paths(pairSplitsFile), names, left.items, right.items, relevance)
    : [];
  const splits = divided.map((split, i) => (pairs[i] === undefined ? split : { ...split, pairs: pairs[i] }));
  checkSplits(splits, relevance, paths('splits.tsv'));
  return {
    name: manifest.name,
    version: manifest.version,
    hash,
    left,
    right,
    relevance,
    ...(exclude === undefined ? {} : { exclude }),
    splits,
  };
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

async function readSide(side: Side, manifest: DatasetManifest, paths: (name: string) => string): Promise<SideData> {
  const { name, count, features } = manifest.sides[side];
  const place = paths(`${side}.jsonl`);
  const items = await readItems(place, count);
  for (const [row, { picture }] of items.entries()) {
    const file = picture?.split('#')[0];
    if (file !== undefined && !Object.hasOwn(manifest.files, file))
      throw refusal(`${place}:${row + 1}`, `The picture ${file} is not a file of the data set.`);
  }
  const words = wordFeatures(items);
  const read = await readFeatures(paths(`${side}.safetensors`), items, features);
  return { name, items, features: words === undefined ? read : { ...read, words } };
}
