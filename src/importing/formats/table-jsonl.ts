import { forEachLine } from '../../dataset/lines.ts';
import { parseJson } from '../../files/json.ts';
import { refuse, writeAgain } from '../refuse.ts';
import type { Table } from '../table.ts';
import { textOf } from './table-cell.ts';

/** A table as JSON lines, one object a row; its columns are the keys of the first. Throws a `UserError` that names the line. */
export async function openJsonTable(path: string): Promise<Table> {
  let columns: readonly string[] | undefined;
  const enough = new Error('the first line is all that is wanted');
  try {
    await forEachLine(path, (line, place) => {
      columns = Object.keys(objectIn(line, place));
      throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  if (columns === undefined) throw refuse(path, 'The file is empty.', writeAgain);
  return {
    path,
    columns,
    forEachRow: (names, visit) =>
      forEachLine(path, (line, place) => {
        const row = objectIn(line, place);
        visit(
          names.map((name) => textOf(Object.hasOwn(row, name) ? row[name] : undefined, `${place}, key ${name}`)),
          place,
        );
      }),
  };
}

/** The object of a line. Throws a `UserError` of kind `input`. */
export function objectIn(line: string, place: string): Readonly<Record<string, unknown>> {
  const value = parseJson(line, { what: 'The line', place, remedy: writeAgain });
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw refuse(place, 'The line is not a JSON object.', writeAgain);
}
