import { join } from 'node:path';
import type { Dataset, Item, Side, SideData } from '../types.ts';
import { readFeatures } from './feature-file.ts';
import { type Ids, IdTable } from './ids.ts';
import { type CheckedFolder, forEachSideItem, openFolder, readRelations } from './read-folder.ts';
import { wordFeatures } from './words.ts';

/** What is read of a data set. */
export interface LoadOptions {
  /** Token features, which are most of a data set that has them. Default: true. */
  readonly tokens?: boolean;
}

/**
 * Reads a data set from its folder. Only files that the manifest lists are read, each after its size and SHA-256 were checked; links
 * that lead outside are refused. Throws a `UserError` of kind `input` (what is wrong, where) or `storage`.
 */
export async function loadDataset(dir: string, { tokens = true }: LoadOptions = {}): Promise<Dataset> {
  const folder = await openFolder(dir);
  const [left, right] = [await readSide(folder, 'left', tokens), await readSide(folder, 'right', tokens)];
  const { name, version } = folder.manifest;
  const relations = await readRelations(folder, left.ids, right.ids);
  return { name, version, hash: folder.hash, left: left.data, right: right.data, ...relations };
}

async function readSide(
  folder: CheckedFolder,
  side: Side,
  withTokens: boolean,
): Promise<{ readonly ids: Ids; readonly data: SideData }> {
  const { name, features } = folder.manifest.sides[side];
  const items: Item[] = [];
  const ids = new IdTable();
  await forEachSideItem(folder, side, (item) => {
    items.push(item);
    ids.add(item.id);
  });
  const words = wordFeatures(items);
  const read = await readFeatures(join(folder.dir, `${side}.safetensors`), ids, features, withTokens);
  return { ids, data: { name, items, features: words === undefined ? read : { ...read, words } } };
}
