import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { firstLine, forEachLine } from '../lines.ts';
import { refusal } from '../refusal.ts';

/** A RecBole atomic file (`.inter`, `.user`, `.item`): columns by name, values as texts. */
export interface AtomicFile {
  readonly columns: readonly { readonly name: string; readonly type: AtomicType }[];
  /** By name of the column, a value a line. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rows: number;
}

const types = ['token', 'token_seq', 'float', 'float_seq'] as const;
export type AtomicType = (typeof types)[number];

export type AtomicColumn = AtomicFile['columns'][number];

/**
 * Reads the header of a RecBole atomic file: `name:type`, separated by tabs, the types `token`, `token_seq`, `float`, `float_seq`. Throws a `UserError` of kind
 * `input` with file and line.
 */
export async function readAtomicColumns(path: string): Promise<readonly AtomicColumn[]> {
  const place = `${path}:1`;
  const header = await firstLine(path);
  if (header === undefined) throw refusal(path, 'The file is empty.');
  const columns = header.split('\t').map((field) => parseColumn(field, place));
  if (new Set(columns.map(({ name }) => name)).size < columns.length) throw refusal(place, 'A column is there twice.');
  return columns;
}

/**
 * Calls `visit` with the fields of every line below the header; parts of a sequence are separated by spaces. Throws a `UserError` of kind `input` with file and line
 * for a line of another shape, and for a `float` that is no number.
 */
export async function forEachAtomicRow(
  path: string,
  columns: readonly AtomicColumn[],
  visit: (fields: readonly string[], place: string) => void,
): Promise<void> {
  let isHeader = true;
  await forEachLine(path, (line, place) => {
    if (isHeader) {
      isHeader = false;
      return;
    }
    const fields = line.split('\t');
    if (fields.length !== columns.length)
      throw refusal(place, `The line has ${counted(fields.length, 'field')} where the header has ${columns.length}.`);
    for (const [i, { name, type }] of columns.entries()) {
      const value = fields[i]!;
      const numbers = type === 'float' ? [value] : type === 'float_seq' ? value.split(' ') : [];
      const bad = numbers.find((text) => text.trim() === '' || !Number.isFinite(Number(text)));
      if (bad !== undefined) throw refusal(place, `The value ${shown(bad)} of column ${shown(name)} is no number.`);
    }
    visit(fields, place);
  });
}

/** Reads a RecBole atomic file as a whole. Throws like `forEachAtomicRow`. */
export async function readAtomic(path: string): Promise<AtomicFile> {
  const columns = await readAtomicColumns(path);
  const values = columns.map((): string[] => []);
  await forEachAtomicRow(path, columns, (fields) => {
    for (const [i, field] of fields.entries()) values[i]!.push(field);
  });
  return { columns, values: new Map(columns.map(({ name }, i) => [name, values[i]!])), rows: values[0]!.length };
}

/** A column that must be there. Throws a `UserError`. */
export function atomicColumn({ values }: AtomicFile, name: string, path: string): readonly string[] {
  const column = values.get(name);
  if (column === undefined)
    throw refusal(
      path,
      `There is no column ${shown(name)}.`,
      `Its header must name ${name}: it has ${[...values.keys()].map(shown).join(', ')}.`,
    );
  return column;
}

function parseColumn(field: string, place: string): AtomicFile['columns'][number] {
  const at = field.lastIndexOf(':');
  const type = types.find((known) => known === field.slice(at + 1));
  if (at < 1 || type === undefined)
    throw refusal(place, `The header field ${shown(field)} is not "name:type" with a type of ${types.join(', ')}.`);
  return { name: field.slice(0, at), type };
}
