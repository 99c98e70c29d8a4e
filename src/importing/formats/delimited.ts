import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { withPlainFile } from '../../files/plain-file.ts';
import { storageError } from '../../files/storage-error.ts';
import { refuse, writeAgain } from '../refuse.ts';
import type { Table } from '../table.ts';

const longestRecord = 1 << 20;

/** What the library tells of a record when it is asked to. */
interface Told {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * A table in a CSV (RFC 4180) or TSV file: UTF-8, the first line names the columns. In a TSV nothing is quoted. `header` names them where the file has no such line.
 * Throws a `UserError` that names the line.
 */
export async function openDelimited(path: string, delimiter: ',' | '\t' | '|', header?: readonly string[]): Promise<Table> {
  let columns = header;
  if (columns === undefined) {
    for await (const { record } of records(path, delimiter)) {
      columns = record;
      break;
    }
  }
  if (columns === undefined) throw refuse(path, 'The file is empty.', writeAgain);
  if (header === undefined && columns.every((name) => /^-?\d+(\.\d+)?$/.test(name)))
    throw refuse(
      `${path}:1`,
      'The first line has only numbers, and names of columns are expected there.',
      'Add a first line, such as left,right,grade,time.',
    );
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    throw refuse(`${path}:1`, `The column ${shown(twice)} is there twice.`, 'Give every column a name of its own.');
  const given = columns;
  return {
    path,
    columns: given,
    async forEachRow(names, visit) {
      const at = names.map((name) => given.indexOf(name));
      let first = header === undefined;
      for await (const { record, info } of records(path, delimiter)) {
        if (first) {
          first = false;
          continue;
        }
        // The library counts line feeds; the one that ends the last line may be missing.
        const place = `${path}:${info.lines}`;
        if (record.length !== given.length)
          throw refuse(
            place,
            `The line has ${counted(record.length, 'field')}, and the header ${counted(given.length, 'column')}.`,
            'Write every field, quoted where it has a separator in it.',
          );
        visit(
          at.map((column) => record[column]!),
          place,
        );
      }
    },
  };
}

async function* records(path: string, delimiter: string): AsyncGenerator<Told> {
  // A pipe or a folder is refused before a stream waits for it.
  await withPlainFile(path, async () => {});
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: longestRecord,
    quote: delimiter === ',' ? '"' : false,
    relax_column_count: true,
    skip_empty_lines: false,
  });
  const source = createReadStream(path);
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of source) {
        if (!parser.write(decoder.decode(chunk as Buffer, { stream: true })))
          await new Promise((drained) => parser.once('drain', drained));
      }
      parser.write(decoder.decode());
      parser.end();
    } catch (error) {
      parser.destroy(error as Error);
    }
  };
  void feed();
  try {
    for await (const told of parser) yield told as Told;
  } catch (error) {
    throw named(error, path);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function named(error: unknown, path: string): unknown {
  if (error instanceof CsvError) {
    const line = (error as CsvError & { readonly lines?: number }).lines;
    return refuse(
      line === undefined ? path : `${path}:${line}`,
      `The file cannot be read: ${error.message.slice(0, 200)}.`,
      writeAgain,
      error,
    );
  }
  if (error instanceof TypeError) return refuse(path, 'The file is not UTF-8.', 'Write it as UTF-8.', error);
  return storageError(error, path, 'read');
}
