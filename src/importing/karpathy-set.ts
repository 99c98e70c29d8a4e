import type { Side } from '../types.ts';
import type { Division } from './divide.ts';
import { protocols, readKarpathy } from './formats/karpathy.ts';
import type { SideItems } from './side-items.ts';
import { memoryTable } from './table.ts';
import type { Texts } from './text-table.ts';

/** A Karpathy split as a data set needs it: pictures are left, captions right. */
export interface KarpathySet {
  readonly pictures: readonly string[];
  readonly captions: Required<Texts>;
  /** The protocols as splits; a picture and its captions are a family. Items that were left out are in none. */
  readonly divide: (items: Readonly<Record<Side, SideItems>>) => Division;
}

/** Whether a source is a Karpathy split: a JSON file, where tables are not. */
export const isKarpathy = (source: string): boolean => source.toLowerCase().endsWith('.json');

/** Reads a Karpathy split. Throws a `UserError`. */
export function openKarpathy(path: string): KarpathySet {
  const set = readKarpathy(path);
  const pictures = set.pictures.map(({ file }) => file);
  const captions = {
    ids: set.captions.map(({ id }) => id),
    texts: set.captions.map(({ text }) => text),
    belongsTo: {
      item: 'filename',
      text: 'sentid',
      pairs: memoryTable(
        path,
        ['filename', 'sentid'],
        set.captions.map(({ picture, id }) => [pictures[picture]!, id]),
      ),
    },
  };
  return {
    pictures,
    captions,
    divide({ left, right }) {
      const pictureOf = {
        left: ofRows(left, pictures, (i) => i),
        right: ofRows(right, captions.ids, (i) => set.captions[i]!.picture),
      };
      return {
        families: pictureOf,
        splits: protocols(set).map(({ name, description, parts }) => ({
          name,
          description,
          left: Uint8Array.from(pictureOf.left, (picture) => parts[picture]!),
          right: Uint8Array.from(pictureOf.right, (picture) => parts[picture]!),
        })),
      };
    },
  };
}

/** The picture of every row of a side. */
function ofRows(items: SideItems, ids: readonly string[], pictureOf: (i: number) => number): Uint32Array {
  const pictures = new Uint32Array(items.count);
  for (const [i, id] of ids.entries()) {
    const row = items.rowOf(id);
    if (row !== undefined) pictures[row] = pictureOf(i);
  }
  return pictures;
}
