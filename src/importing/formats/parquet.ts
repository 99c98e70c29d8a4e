import { counted } from '../../counted.ts';
import { refuse, writeAgain } from '../refuse.ts';
import { type Cells, longestFooter, parquetReader } from './parquet-reader.ts';

export interface ParquetColumn {
  readonly name: string;
  readonly isList: boolean;
  /** Cells of the whole column; of lists, their elements. */
  readonly values: number;
}

/** A Parquet file: its columns, and ways to read some of them, a range of rows after the other. */
export interface ParquetTable {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  /** Visits consecutive ranges of rows; `cells[i]` are those of `names[i]`. Throws a `UserError`. */
  forEachRange(names: readonly string[], visit: (start: number, cells: readonly Cells[]) => void): Promise<void>;
  /** Visits consecutive rows of a column of lists of `width` numbers. Throws a `UserError`. */
  forEachVectors(
    name: string,
    width: number,
    visit: (start: number, data: Float32Array<ArrayBuffer>) => Promise<void>,
  ): Promise<void>;
}

interface Group {
  readonly rows: number;
  readonly bytes: Readonly<Record<string, number>>;
  readonly indexed: readonly string[];
}

interface Facts {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly Group[];
}

type Answer = { readonly cells: readonly Cells[] } | { readonly data: Float32Array<ArrayBuffer> } | { readonly odd: Odd };
interface Odd {
  readonly row: number;
  readonly what: string;
}

/** Above this a row group is read in parts, where the file has an index of its pages; without one it is refused above `largestGroup`. */
const partedGroup = 128 << 20;
const largestGroup = 1 << 30;
const partRows = 16_384;
const defaultPatienceMs = 60_000;

/** Opens a Parquet file; its footer is checked against its size. Throws a `UserError`. */
export async function openParquet(path: string, patienceMs = defaultPatienceMs): Promise<ParquetTable> {
  const lend = parquetReader(path, patienceMs);
  const { rows, columns, groups } = await lend((ask) => ask<Facts>({}, longestFooter));
  const inRanges = (names: readonly string[], question: object, visit: (start: number, answer: Answer) => Promise<void>) =>
    lend(async (ask) => {
      const ranges = rangesOf(groups, rows, names, path);
      let next: Promise<Answer> | undefined;
      for (const [i, range] of ranges.entries()) {
        const read = ({ start, rows: count, bytes }: Range): Promise<Answer> =>
          ask({ names, start, rows: count, ...question }, bytes);
        const answer = await (next ?? read(range));
        // The worker reads on while this range is worked on.
        next = ranges[i + 1] === undefined ? undefined : read(ranges[i + 1]!);
        next?.catch(() => {});
        await visit(range.start, answer);
      }
    });
  return {
    path,
    rows,
    columns,
    forEachRange: (names, visit) =>
      inRanges(names, {}, async (start, answer) => {
        if ('cells' in answer) visit(start, answer.cells);
      }),
    forEachVectors: (name, width, visit) =>
      inRanges([name], { width }, async (start, answer) => {
        if ('odd' in answer)
          throw refuse(
            `${path}, row ${answer.odd.row}`,
            `The vector ${answer.odd.what}.`,
            'Make all vectors equally long lists of numbers.',
          );
        if ('data' in answer) await visit(start, answer.data);
      }),
  };
}

interface Range {
  readonly start: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Ranges of rows that fit memory, none across row groups. */
function rangesOf(groups: readonly Group[], total: number, names: readonly string[], path: string): Range[] {
  const ranges: Range[] = [];
  let first = 0;
  for (const { rows, bytes: bytesOf, indexed } of groups) {
    const bytes = names.reduce((sum, name) => sum + (bytesOf[name] ?? 0), 0);
    const hasIndex = names.every((name) => indexed.includes(name));
    if (!(rows >= 0 && bytes >= 0))
      throw refuse(path, `A row group claims ${counted(rows, 'row')} and ${counted(bytes, 'byte')}.`, writeAgain);
    if (bytes > largestGroup && !hasIndex)
      throw refuse(
        path,
        `A row group takes ${bytes} bytes, and one without a page index is read whole, up to ${largestGroup}.`,
        'Write it with smaller row groups (pyarrow: row_group_size=50000) or with a page index (write_page_index=True).',
      );
    const step = bytes > partedGroup && hasIndex ? partRows : Math.max(1, rows);
    if (rows / step > 1e6) throw refuse(path, `A row group claims ${rows} rows.`, writeAgain);
    for (let start = 0; start < rows; start += step)
      ranges.push({ start: first + start, rows: Math.min(step, rows - start), bytes });
    first += rows;
  }
  if (first !== total)
    throw refuse(path, `The file claims ${counted(total, 'row')}, and its row groups have ${first}.`, writeAgain);
  return ranges;
}
