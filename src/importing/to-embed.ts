import { statSync } from 'node:fs';
import type { Side } from '../types.ts';
import type { Inputs } from './encode-side.ts';
import { isKarpathy, type KarpathySet, openKarpathy } from './karpathy-set.ts';
import { openTable } from './open-table.ts';
import type { PairColumns } from './pair-columns.ts';
import { listPictures } from './picture-folder.ts';
import { refuse } from './refuse.ts';
import type { Table } from './table.ts';
import { type Belonging, readTexts, type TextColumns } from './text-table.ts';

/** Where the items of a side are. */
export interface SideSource {
  /** A folder of pictures, or a table of texts; on the right also a Karpathy split (.json), whose pictures are in the folder on the left. */
  readonly source: string;
  readonly columns?: TextColumns;
}

/** A side as it was found, before anything of it is encoded. */
export interface ToEmbed {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly belongsTo?: Belonging;
  readonly inputs: Inputs;
}

export type SidesToEmbed = Readonly<Record<Side, ToEmbed>>;

/** Both sides, and the Karpathy split that they are of, if any. Throws a `UserError` of kind `input` or `storage`. */
export async function openSides({
  left,
  right,
}: Readonly<Record<Side, SideSource>>): Promise<{ readonly sides: SidesToEmbed; readonly karpathy?: KarpathySet }> {
  if (!isKarpathy(right.source)) return { sides: { left: await open(left), right: await open(right) } };
  const karpathy = openKarpathy(right.source);
  const captions: ToEmbed = { ...karpathy.captions, inputs: { kind: 'texts', texts: karpathy.captions.texts } };
  return { sides: { left: picturesOf(left.source, karpathy.pictures), right: captions }, karpathy };
}

async function open({ source, columns }: SideSource): Promise<ToEmbed> {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
    return picturesOf(source, listPictures(source));
  }
  const read = await readTexts(source, columns);
  return { ...read, inputs: { kind: 'texts', texts: read.texts } };
}

const picturesOf = (folder: string, names: readonly string[]): ToEmbed => ({
  ids: names,
  texts: names,
  inputs: { kind: 'pictures', folder, names },
});

/** Right pairs as they were given, and the file that says them. */
export interface GivenPairs {
  readonly place: string;
  readonly table: Table;
  readonly columns: PairColumns | undefined;
}

/** The table of pairs, or what a table of texts says each belongs to. Throws a `UserError` of kind `input` where neither is there. */
export async function givenPairs(
  sides: SidesToEmbed,
  sources: Readonly<Record<Side, SideSource>>,
  pairs: string | undefined,
): Promise<GivenPairs> {
  if (pairs !== undefined) return { place: pairs, table: await openTable(pairs), columns: undefined };
  for (const side of ['left', 'right'] as const) {
    const { belongsTo } = sides[side];
    if (belongsTo !== undefined) return { place: sources[side].source, ...belongingPairs(side, belongsTo) };
  }
  throw refuse(
    sources.right.source,
    'Nothing says which items belong together.',
    'Give --pairs, or a column image (or left) beside the texts.',
  );
}

/** Pairs of the texts of a side and what they belong to. */
const belongingPairs = (side: Side, { pairs, item, text }: Belonging): Omit<GivenPairs, 'place'> => ({
  table: pairs,
  columns: side === 'right' ? { left: item, right: text } : { left: text, right: item },
});
