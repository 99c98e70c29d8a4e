import { join } from 'node:path';
import type { ShownItem } from '../browser/playground/exchange.ts';
import { counted } from '../counted.ts';
import { loadDataset } from '../dataset/load.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { isIn } from '../dataset/part-codes.ts';
import { readManifest } from '../dataset/read-folder.ts';
import { transposeRelevance } from '../dataset/relevance.ts';
import { fileInside } from '../dataset/safe-path.ts';
import { UserError } from '../errors.ts';
import { thumbnail } from '../features/picture.ts';
import { pictureAddress } from '../features/tile.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { readFeatures } from '../retrieval/features-file.ts';
import type { Features, Item, Relevance, Side } from '../types.ts';
import type { ChosenModels } from './chosen-models.ts';

/** The items of both sides: what one may ask with, and what is ranked. */
export interface Collection {
  readonly sides: Readonly<Record<Side, { readonly name: string; readonly count: number; readonly features: Features }>>;
  /** What the data set says of itself; undefined where only a run's own files are at hand. */
  readonly manifest?: DatasetManifest;
  show(side: Side, row: number): ShownItem;
  /** The first items of which id or text holds the words, `most` at most. */
  find(side: Side, words: string, most: number): ShownItem[];
  /** Rows of the other side that are right for an item; undefined where that is not known. */
  right(side: Side, row: number): ReadonlySet<number> | undefined;
  /** A small WebP of an item; undefined where it is no picture. */
  picture(side: Side, row: number): Promise<Uint8Array> | undefined;
}

const longestText = 300;
const thumbnailSide = 96;
const largestFile = 64 << 20;
const largestIds = 256 << 20;

/** Every item of a data set's folder, of which the training part is marked. Throws a `UserError` of kind `input` or `storage`. */
export async function openDataset(dir: string, splitName: string): Promise<Collection> {
  const { manifest } = await readManifest(dir);
  const { left, right, relevance, splits } = await loadDataset(dir);
  const split = splits.find(({ name }) => name === splitName);
  const items = { left: left.items, right: right.items };
  const forward: Record<Side, Relevance> = { left: relevance, right: transposeRelevance(relevance) };
  return {
    manifest,
    sides: {
      left: { name: left.name, count: items.left.length, features: left.features },
      right: { name: right.name, count: items.right.length, features: right.features },
    },
    ...listing(items, (side, row) => split?.pairs === undefined && isIn(split?.[side][row], 'train')),
    right(side, row) {
      const { offsets, columnOf } = forward[side];
      return new Set(columnOf.subarray(offsets[row]!, offsets[row + 1]!));
    },
    picture(side, row) {
      const address = items[side][row]?.picture;
      return address === undefined ? undefined : cutPicture(dir, address);
    },
  };
}

/** The test items that a run keeps, by their ids alone. Throws a `UserError` of kind `input` or `storage`. */
export async function openKept({ kept, dataset }: ChosenModels): Promise<Collection> {
  if (kept === undefined) {
    throw new UserError('input', `The data set ${dataset.name} of this run is not at hand, nor are its features in the run.`, {
      remedy: 'Name its folder with --data, or restore the run as it was left.',
    });
  }
  const read = async (side: Side) => {
    const features = await readFeatures(kept[side].features);
    const ids = new TextDecoder().decode(readPlainFile(kept[side].ids, largestIds)).split('\n').slice(0, -1);
    if (ids.length !== features.global.rows) {
      throw new UserError(
        'input',
        `There are ${counted(ids.length, 'id')} for ${counted(features.global.rows, 'row')} of features.`,
        {
          place: kept[side].ids,
          remedy: 'Restore the folder as the run left it.',
        },
      );
    }
    return { features, items: ids.map((id): Item => ({ id, unit: '' })) };
  };
  const [left, right] = [await read('left'), await read('right')];
  return {
    sides: {
      left: { name: 'left', count: left.items.length, features: left.features },
      right: { name: 'right', count: right.items.length, features: right.features },
    },
    ...listing({ left: left.items, right: right.items }, () => false),
    right: () => undefined,
    picture: () => undefined,
  };
}

function listing(
  items: Readonly<Record<Side, readonly Item[]>>,
  isTrained: (side: Side, row: number) => boolean,
): Pick<Collection, 'show' | 'find'> {
  const show = (side: Side, row: number): ShownItem => {
    const { id, text, picture } = items[side][row]!;
    return {
      row,
      id,
      ...(text === undefined ? {} : { text: text.slice(0, longestText) }),
      ...(picture === undefined ? {} : { picture: true as const }),
      ...(isTrained(side, row) ? { trained: true as const } : {}),
    };
  };
  return {
    show,
    find(side, words, most) {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      const found: ShownItem[] = [];
      // Items that were not trained on come first: they are what an answer says most about.
      for (const trained of [false, true]) {
        for (let row = 0; row < items[side].length && found.length < most; row++) {
          if (isTrained(side, row) !== trained) continue;
          const { id, text = '', groups = [], unit } = items[side][row]!;
          const said = `${id} ${unit} ${text} ${groups.join(' ')}`.toLowerCase();
          if (wanted.every((word) => said.includes(word))) found.push(show(side, row));
        }
      }
      return found;
    },
  };
}

async function cutPicture(dir: string, address: string): Promise<Uint8Array> {
  const { file, tile } = pictureAddress(address);
  const { path } = await fileInside(dir, file);
  return thumbnail(readPlainFile(join(path), largestFile), tile, thumbnailSide);
}
