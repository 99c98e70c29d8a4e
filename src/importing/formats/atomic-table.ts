import { forEachAtomicRow, readAtomicColumns } from '../../dataset/formats/recbole.ts';
import type { Table } from '../table.ts';

/** A table in a RecBole atomic file (`.inter`, `.user`, `.item`). Throws a `UserError` that names the line. */
export async function openAtomicTable(path: string): Promise<Table> {
  const typed = await readAtomicColumns(path);
  const columns = typed.map(({ name }) => name);
  return {
    path,
    columns,
    forEachRow(names, visit) {
      const at = names.map((name) => columns.indexOf(name));
      return forEachAtomicRow(path, typed, (fields, place) =>
        visit(
          at.map((column) => fields[column]!),
          place,
        ),
      );
    },
  };
}
