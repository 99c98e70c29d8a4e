import { extname } from 'node:path';
import { shown } from '../errors.ts';
import { openAtomicTable } from './formats/atomic-table.ts';
import { openDelimited } from './formats/delimited.ts';
import { openParquetTable } from './formats/parquet-table.ts';
import { openJsonTable } from './formats/table-jsonl.ts';
import { openTrecTable } from './formats/trec-table.ts';
import { refuse } from './refuse.ts';
import type { Table } from './table.ts';

/** Formats of tables by the ending of their names: a new one is a file under formats/ and a row. */
const formats: Readonly<Record<string, (path: string) => Promise<Table>>> = {
  '.csv': (path) => openDelimited(path, ','),
  '.tsv': (path) => openDelimited(path, '\t'),
  '.jsonl': openJsonTable,
  '.parquet': openParquetTable,
  '.inter': openAtomicTable,
  '.user': openAtomicTable,
  '.item': openAtomicTable,
  '.qrels': openTrecTable,
};

/** Opens a table by the ending of its name. Throws a `UserError` of kind `input` or `storage`. */
export async function openTable(path: string): Promise<Table> {
  const open = formats[extname(path).toLowerCase()];
  if (open === undefined)
    throw refuse(
      path,
      `The name ends in ${shown(extname(path))}; tables are read from ${Object.keys(formats).join(', ')}.`,
      'Rename the file, or convert it.',
    );
  return open(path);
}
