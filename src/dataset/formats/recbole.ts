import { shown } from '../../errors.ts';
import { forEachLine } from '../lines.ts';
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

/**
 * Reads a RecBole atomic file: tab-separated, below a header of `name:type`, the types `token`, `token_seq`, `float`, `float_seq`; parts of a sequence are
 * separated by spaces. Throws a `UserError` of kind `input` with file and line for a header or a line of another shape, and for a `float` that is no number.
 */
export async function readAtomic(path: string): Promise<AtomicFile> {
  let columns: AtomicFile['columns'] | undefined;
  const values = new Map<string, string[]>();
  let rows = 0;
  await forEachLine(path, (line, place) => {
    const fields = line.split('\t');
    if (columns === undefined) {
      columns = fields.map((field) => parseColumn(field, place));
      const names = new Set(columns.map(({ name }) => name));
      if (names.size < columns.length) throw refusal(place, 'A column is there twice.');
      for (const name of names) values.set(name, []);
      return;
    }
    if (fields.length !== columns.length)
      throw refusal(place, `The line has ${fields.length} fields where the header has ${columns.length}.`);
    for (const [i, { name, type }] of columns.entries()) {
      const value = fields[i]!;
      const numbers = type === 'float' ? [value] : type === 'float_seq' ? value.split(' ') : [];
      const bad = numbers.find((text) => text.trim() === '' || !Number.isFinite(Number(text)));
      if (bad !== undefined) throw refusal(place, `The value ${shown(bad)} of column ${shown(name)} is no number.`);
      values.get(name)!.push(value);
    }
    rows++;
  });
  if (columns === undefined) throw refusal(path, 'The file is empty.');
  return { columns, values, rows };
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
