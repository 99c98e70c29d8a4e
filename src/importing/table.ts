import { shown } from '../errors.ts';
import { nearestName, suggestion } from '../nearest-name.ts';
import { refuse } from './refuse.ts';

/** Rows with named columns, read from start to end. */
export interface Table {
  readonly path: string;
  readonly columns: readonly string[];
  /** Calls `visit` with the cells of these columns and the place of the row. Throws a `UserError`. */
  forEachRow(names: readonly string[], visit: (cells: readonly string[], place: string) => void): Promise<void>;
}

/** The first of these columns that the table has. */
export const columnOf = ({ columns }: Table, names: readonly string[]): string | undefined =>
  names.find((name) => columns.includes(name));

/** The column of that name, or a refusal that lists the columns. Throws a `UserError`. */
export function requireColumn({ path, columns }: Table, name: string): string {
  if (columns.includes(name)) return name;
  throw refuse(
    path,
    `There is no column ${shown(name)}; the file has ${columns.slice(0, 20).map(shown).join(', ')}.`,
    nearestName(name, columns) === undefined ? 'Name one of its columns.' : suggestion(name, columns),
  );
}

/** A table that is in memory already; without places they are its rows. */
export const memoryTable = (
  path: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  places?: readonly string[],
): Table => ({
  path,
  columns,
  async forEachRow(names, visit) {
    const at = names.map((name) => columns.indexOf(name));
    for (const [row, cells] of rows.entries())
      visit(
        at.map((column) => cells[column]!),
        places?.[row] ?? `${path}, row ${row}`,
      );
  },
});
