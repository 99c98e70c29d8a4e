import type { Table } from '../table.ts';
import { openParquet } from './parquet.ts';
import { textOf } from './table-cell.ts';

/** A table in a Parquet file; columns of lists are left out. Throws a `UserError`. */
export async function openParquetTable(path: string): Promise<Table> {
  const parquet = await openParquet(path);
  return {
    path,
    columns: parquet.columns.filter(({ isList }) => !isList).map(({ name }) => name),
    forEachRow: (names, visit) =>
      parquet.forEachRange(names, (start, cells) => {
        for (let i = 0; i < (cells[0]?.length ?? 0); i++) {
          const place = `${path}, row ${start + i}`;
          visit(
            cells.map((column, c) => textOf(column[i], `${place}, column ${names[c]}`)),
            place,
          );
        }
      }),
  };
}
