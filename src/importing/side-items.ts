import { compareBytewise, idPattern, unprintable } from '../dataset/identifiers.ts';
import type { ItemRows } from '../dataset/item-rows.ts';
import { shown } from '../errors.ts';
import type { Item } from '../types.ts';
import { listed, refuse } from './refuse.ts';

/** The items of one side, in the order in which a data set keeps them: bytewise by id. */
export interface SideItems {
  readonly count: number;
  readonly idOf: (row: number) => string;
  readonly textOf?: (row: number) => string;
  readonly pictureOf?: (row: number) => string;
  /** The row of an id as it stands in a file of pairs. */
  readonly rowOf: (id: string) => number | undefined;
  /** Set where ids are row numbers. */
  readonly isNumbered?: true;
  /** Row that row r of the source becomes; missing where the source is in order already. */
  readonly position?: Uint32Array;
}

/** What may be known of items beside their ids, row by row of the source. */
export interface ItemFacts {
  readonly text?: readonly string[];
  readonly picture?: readonly string[];
}

/** Items that are known by their row number, from 0; ids have leading zeros, so that their order is that of the rows. */
export function numberedItems(count: number, facts: ItemFacts = {}): SideItems {
  const digits = String(count - 1).length;
  return {
    count,
    isNumbered: true,
    idOf: (row) => String(row).padStart(digits, '0'),
    ...describedBy(facts, (row) => row),
    rowOf(id) {
      const row = /^\d{1,10}$/.test(id) ? Number(id) : count;
      return row < count ? row : undefined;
    },
  };
}

/** Items by their ids, one a row of the source. Refuses ids that are there twice, or that no file of pairs could name. Throws a `UserError`. */
export function listedItems(ids: readonly string[], place: string, facts: ItemFacts = {}): SideItems {
  const bad = ids.findIndex((id) => !idPattern.test(id));
  if (bad >= 0)
    throw refuse(
      `${place}, row ${bad}`,
      `The id ${shown(ids[bad])} is empty or has spaces or control characters in it.`,
      'Replace them, an underscore for a space, here and in the pairs.',
    );
  // Below U+D800, order by UTF-16 is order by bytes of UTF-8, and far cheaper.
  const plain = ids.every((id) => !/[\ud800-\uffff]/.test(id));
  const compare = plain ? (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0) : compareBytewise;
  const isOrdered = ids.every((id, row) => row === 0 || compare(ids[row - 1]!, id) < 0);
  const order = Uint32Array.from({ length: ids.length }, (_, row) => row);
  if (!isOrdered) order.sort((a, b) => compare(ids[a]!, ids[b]!) || a - b);
  refuseRepeated(ids, order, place);
  const rows = new Map<string, number>();
  for (const [row, from] of order.entries()) rows.set(ids[from]!, row);
  const position = new Uint32Array(ids.length);
  for (const [row, from] of order.entries()) position[from] = row;
  return {
    count: ids.length,
    idOf: (row) => ids[order[row]!]!,
    ...describedBy(facts, (row) => order[row]!),
    rowOf: (id) => rows.get(id),
    ...(isOrdered ? {} : { position }),
  };
}

function describedBy({ text, picture }: ItemFacts, from: (row: number) => number): Pick<SideItems, 'textOf' | 'pictureOf'> {
  return {
    ...(text === undefined ? {} : { textOf: (row) => text[from(row)]! }),
    ...(picture === undefined ? {} : { pictureOf: (row) => picture[from(row)]! }),
  };
}

function refuseRepeated(ids: readonly string[], order: Uint32Array, place: string): void {
  const repeated: string[] = [];
  let count = 0;
  for (let row = 1; row < order.length; row++) {
    const [before, now] = [order[row - 1]!, order[row]!];
    if (ids[before] !== ids[now]) continue;
    count++;
    if (repeated.length < 10) repeated.push(`${shown(ids[now])} (rows ${before} and ${now})`);
  }
  if (count === 0) return;
  throw refuse(
    place,
    `Ids are there more than once: ${listed(count, repeated)}.`,
    'Give every item an id of its own, or leave the repetitions out.',
  );
}

/** Refuses texts that no data set can keep. Throws a `UserError` that names the row. */
export function checkTexts(texts: readonly string[], place: string): void {
  const bad = texts.findIndex((text) => text === '' || unprintable.test(text));
  if (bad < 0) return;
  const what = texts[bad] === '' ? 'is empty' : 'has control characters, a NUL or half a character';
  throw refuse(`${place}, row ${bad}`, `The text ${shown(texts[bad])} ${what}.`, 'Correct the text, or leave the item out.');
}

/** The items as a data set has them; `unitOf` names the family of each row. */
export const itemRows = ({ count, idOf, textOf, pictureOf }: SideItems, unitOf: (row: number) => string): ItemRows => ({
  length: count,
  at: (row): Item => ({
    id: idOf(row),
    unit: unitOf(row),
    ...(textOf === undefined ? {} : { text: textOf(row) }),
    ...(pictureOf === undefined ? {} : { picture: pictureOf(row) }),
  }),
});
