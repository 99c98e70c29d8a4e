import { openTable } from './open-table.ts';
import { refuse } from './refuse.ts';
import { checkTexts } from './side-items.ts';
import { columnOf, memoryTable, requireColumn, type Table } from './table.ts';

/** Texts to be encoded, with ids and, where the table says so, the item of the other side that each belongs to. */
export interface Texts {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly belongsTo?: Belonging;
}

/** Which item of the other side every text belongs to: pairs, and the columns that items and texts are named in. */
export interface Belonging {
  readonly pairs: Table;
  readonly item: string;
  readonly text: string;
}

export interface TextColumns {
  readonly id?: string;
  readonly text?: string;
  readonly belongsTo?: string;
}

const usual = {
  id: ['id', '_id', 'sentid'],
  text: ['text', 'caption', 'sentence', 'query', 'passage'],
  belongsTo: ['image', 'picture', 'file', 'filename', 'left'],
} as const;

/**
 * Reads texts of a CSV, TSV, Parquet or JSON lines file: of captions, or of a BEIR or MTEB folder (`queries.jsonl`, `corpus.jsonl`: a title is put in front of the
 * text). Ids default to row numbers. Throws a `UserError` that names the row.
 */
export async function readTexts(path: string, columns: TextColumns = {}): Promise<Texts> {
  const table = await openTable(path);
  const named = (what: keyof typeof usual): string | undefined =>
    columns[what] === undefined ? columnOf(table, usual[what]) : requireColumn(table, columns[what]);
  const [id, text, belongsTo, title] = [named('id'), named('text'), named('belongsTo'), columnOf(table, ['title'])];
  if (text === undefined)
    throw refuse(path, `There is no column of texts: ${usual.text.join(', ')}.`, 'Name it with --left-text or --right-text.');
  const wanted = [text, ...(id ? [id] : []), ...(belongsTo ? [belongsTo] : []), ...(title ? [title] : [])];
  const read = { ids: [] as string[], texts: [] as string[], items: [] as string[], places: [] as string[] };
  await table.forEachRow(wanted, (cells, place) => {
    const [words, ...rest] = cells;
    read.ids.push(id === undefined ? String(read.ids.length) : rest.shift()!);
    if (belongsTo !== undefined) {
      read.items.push(rest.shift()!);
      read.places.push(place);
    }
    const heading = title === undefined ? '' : rest.shift()!;
    read.texts.push(heading.trim() === '' ? words! : `${heading.trim()}. ${words}`);
  });
  if (read.texts.length === 0) throw refuse(path, 'The table has no rows.', 'Give at least one text.');
  checkTexts(read.texts, path);
  const { ids, texts, items, places } = read;
  if (belongsTo === undefined) return { ids, texts };
  const rows = ids.map((text, i) => [items[i]!, text]);
  const own = id ?? 'row number';
  return { ids, texts, belongsTo: { pairs: memoryTable(path, [belongsTo, own], rows, places), item: belongsTo, text: own } };
}
