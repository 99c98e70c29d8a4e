import { openTable } from './open-table.ts';
import { refuse } from './refuse.ts';
import { checkTexts } from './side-items.ts';
import { columnOf, requireColumn } from './table.ts';

/** Texts to be encoded, with ids and, where the table says so, the item of the other side that each belongs to. */
export interface Texts {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly belongsTo?: readonly string[];
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
  const read = { ids: [] as string[], texts: [] as string[], belongsTo: [] as string[] };
  await table.forEachRow(wanted, (cells) => {
    const [words, ...rest] = cells;
    read.ids.push(id === undefined ? String(read.ids.length) : rest.shift()!);
    if (belongsTo !== undefined) read.belongsTo.push(rest.shift()!);
    const heading = title === undefined ? '' : rest.shift()!;
    read.texts.push(heading.trim() === '' ? words! : `${heading.trim()}. ${words}`);
  });
  if (read.texts.length === 0) throw refuse(path, 'The table has no rows.', 'Give at least one text.');
  checkTexts(read.texts, path);
  return { ids: read.ids, texts: read.texts, ...(belongsTo === undefined ? {} : { belongsTo: read.belongsTo }) };
}
