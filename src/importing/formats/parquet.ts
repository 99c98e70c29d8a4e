import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DecodedArray } from 'hyparquet';
import { withPlainFile } from '../../files/plain-file.ts';
import { refuse, writeAgain } from '../refuse.ts';
import { parquetWorker } from './parquet-worker.ts';

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
  forEachRange(names: readonly string[], visit: (start: number, cells: readonly DecodedArray[]) => void): Promise<void>;
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

type Answer = { readonly cells: readonly DecodedArray[] } | { readonly data: Float32Array<ArrayBuffer> } | { readonly odd: Odd };
interface Odd {
  readonly row: number;
  readonly what: string;
}

type Ask = <T>(question: object, bytes: number) => Promise<T>;

/** Thrift of a footer takes several times its bytes in memory. */
const longestFooter = 64 << 20;
/** Above this a row group is read in parts, where the file has an index of its pages; without one it is refused above `largestGroup`. */
const partedGroup = 128 << 20;
const largestGroup = 1 << 30;
const partRows = 16_384;
/** A reader that is this slow reads no more: milliseconds whatever the size, and beside them bytes a millisecond. */
const defaultPatienceMs = 60_000;
const slowestBytesPerMs = 1_000;

/** Opens a Parquet file and checks its footer against the file's size. Throws a `UserError`. */
export async function openParquet(path: string, patienceMs = defaultPatienceMs): Promise<ParquetTable> {
  const { rows, columns, groups } = await asking(path, patienceMs, (ask) => ask<Facts>({}, longestFooter));
  const inRanges = (names: readonly string[], question: object, visit: (start: number, answer: Answer) => Promise<void>) =>
    asking(path, patienceMs, async (ask) => {
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

/** Opens the file and a worker for `use`; both are gone after it. What the reader says of a damaged file becomes a `UserError`, and so does its silence. */
async function asking<T>(path: string, patienceMs: number, use: (ask: Ask) => Promise<T>): Promise<T> {
  return withPlainFile(path, async (file, byteLength) => {
    const end = new Uint8Array(8);
    await file.read(end, 0, 8, Math.max(0, byteLength - 8));
    const footer = new DataView(end.buffer).getUint32(0, true);
    if (byteLength < 12 || Buffer.from(end.subarray(4)).toString('latin1') !== 'PAR1')
      throw refuse(path, 'This is not a Parquet file, or it is cut short.', writeAgain);
    if (footer > Math.min(byteLength - 8, longestFooter))
      throw refuse(path, `The Parquet footer claims ${footer} bytes; at most ${longestFooter} are read.`, writeAgain);
    const found = createRequire(import.meta.url);
    const [hyparquet, compression] = ['hyparquet', 'hyparquet-compressors'].map(
      (name) => pathToFileURL(found.resolve(name)).href,
    );
    const worker = new Worker(parquetWorker, {
      eval: true,
      workerData: { descriptor: file.fd, byteLength, hyparquet, compression },
      resourceLimits: { maxOldGenerationSizeMb: 4096 },
    });
    const broken = (what: string): Error =>
      refuse(path, `The Parquet file is damaged or of a kind we do not read: ${what}.`, writeAgain);
    let waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;
    worker.on('message', ({ answer, error }: { answer?: unknown; error?: string }) =>
      error === undefined ? waiting?.resolve(answer) : waiting?.reject(broken(error)),
    );
    worker.on('error', (error) => waiting?.reject(broken(error.message)));
    const ask: Ask = (question, bytes) =>
      new Promise((resolve, reject) => {
        const patience = setTimeout(
          () => reject(broken('reading it does not come to an end')),
          patienceMs + Math.ceil(bytes / slowestBytesPerMs),
        );
        const done =
          <A extends unknown[]>(then: (...given: A) => void) =>
          (...given: A): void => {
            clearTimeout(patience);
            then(...given);
          };
        waiting = { resolve: done(resolve as (answer: unknown) => void), reject: done(reject) };
        worker.postMessage(question);
      });
    try {
      return await use(ask);
    } finally {
      await worker.terminate();
      // The timer of a question that nobody waits for any more.
      waiting?.reject(broken('ended'));
    }
  });
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
    if (!(rows >= 0 && bytes >= 0)) throw refuse(path, `A row group claims ${rows} rows and ${bytes} bytes.`, writeAgain);
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
  if (first !== total) throw refuse(path, `The file claims ${total} rows, and its row groups have ${first}.`, writeAgain);
  return ranges;
}
