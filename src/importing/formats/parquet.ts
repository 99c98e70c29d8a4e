import { type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema, type RowGroup } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UserError } from '../../errors.ts';
import { allocate, withPlainFile } from '../../files/plain-file.ts';
import { refuse, writeAgain } from '../refuse.ts';

export interface ParquetColumn {
  readonly name: string;
  readonly isList: boolean;
  /** Cells of the whole column; of lists, their elements. */
  readonly values: number;
}

/** A Parquet file: its columns, and a way to read some of them, a range of rows after the other. */
export interface ParquetTable {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  /** Visits consecutive ranges of rows; `values[i]` are those of `names[i]`. Throws a `UserError`. */
  forEachRange(
    names: readonly string[],
    visit: (range: {
      readonly start: number;
      readonly rows: number;
      readonly values: readonly ArrayLike<unknown>[];
    }) => Promise<void>,
  ): Promise<void>;
}

/** Thrift of a footer takes several times its bytes in memory. */
const longestFooter = 64 << 20;
/** Above this a row group is read in parts, where the file has an index of its pages; without one it is refused above `largestGroup`. */
const partedGroup = 128 << 20;
const largestGroup = 1 << 30;
const partRows = 16_384;

/** Opens a Parquet file and checks its footer against the file's size. Throws a `UserError`. */
export async function openParquet(path: string): Promise<ParquetTable> {
  const metadata = await reading(path, (file) => parquetMetadataAsync(file));
  const columns = await reading(path, async () =>
    parquetSchema(metadata).children.map(({ element: { name }, children }) => ({
      name,
      isList: children.length > 0,
      values: metadata.row_groups.reduce((sum, group) => sum + valuesIn(group, name), 0),
    })),
  );
  return {
    path,
    rows: Number(metadata.num_rows),
    columns,
    forEachRange: (names, visit) =>
      reading(path, async (file) => {
        const scan = await parquetScan({
          file,
          metadata,
          compressors,
          columns: [...names],
          useOffsetIndex: true,
          geoparquet: false,
        });
        for (const [start, rows] of rangesOf(metadata, names, path)) {
          const values: ArrayLike<unknown>[] = [];
          for (const column of names) {
            const read = await scan.readColumn({ column, rowStart: start, rowEnd: start + rows });
            if (read.length !== rows) throw new Error(`column ${column} has ${read.length} rows of ${rows}`);
            values.push(read);
          }
          await visit({ start, rows, values });
        }
      }),
  };
}

interface ByteSource {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** Gives `work` the bytes of the file. What the library says of a damaged one becomes a `UserError`. */
async function reading<T>(path: string, work: (file: ByteSource) => Promise<T>): Promise<T> {
  return withPlainFile(path, async (handle, byteLength) => {
    if (byteLength < 12) throw refuse(path, 'This is not a Parquet file.', writeAgain);
    const slice = async (start: number, end = byteLength): Promise<ArrayBuffer> => {
      if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end && end <= byteLength))
        throw new Error(`it names the bytes from ${start} to ${end}, and the file has ${byteLength}`);
      const bytes = allocate(path, end - start);
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error('it became shorter while it was read');
        done += bytesRead;
      }
      return bytes.buffer;
    };
    const footer = new DataView(await slice(byteLength - 8)).getUint32(0, true);
    if (footer > Math.min(byteLength - 8, longestFooter))
      throw refuse(path, `The Parquet footer claims ${footer} bytes; at most ${longestFooter} are read.`, writeAgain);
    try {
      return await work({ byteLength, slice });
    } catch (cause) {
      // What the caller's own visitor refused, and what the disk did, stays as it is.
      if (cause instanceof UserError || (cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
      const said = cause instanceof Error ? cause.message.slice(0, 200) : String(cause);
      throw refuse(path, `The Parquet file is damaged or of a kind we do not read: ${said}.`, writeAgain, cause);
    }
  });
}

/** Ranges of rows that fit memory, none across row groups. */
function rangesOf({ row_groups: groups, num_rows }: FileMetaData, names: readonly string[], path: string): [number, number][] {
  const ranges: [number, number][] = [];
  let first = 0;
  for (const group of groups) {
    const rows = Number(group.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Error(`a row group has ${rows} rows`);
    const { bytes, hasIndex } = sizeOf(group, names);
    if (bytes > largestGroup && !hasIndex)
      throw refuse(
        path,
        `A row group takes ${bytes} bytes, and one without a page index is read whole, up to ${largestGroup}.`,
        'Write it with smaller row groups (pyarrow: row_group_size=50000) or with a page index (write_page_index=True).',
      );
    const step = bytes > partedGroup && hasIndex ? partRows : Math.max(1, rows);
    for (let start = 0; start < rows; start += step) ranges.push([first + start, Math.min(step, rows - start)]);
    first += rows;
  }
  if (first !== Number(num_rows)) throw new Error(`it claims ${num_rows} rows, and its row groups have ${first}`);
  return ranges;
}

const valuesIn = ({ columns }: RowGroup, name: string): number =>
  columns.reduce((sum, { meta_data: data }) => sum + (data?.path_in_schema[0] === name ? Number(data.num_values) : 0), 0);

function sizeOf({ columns }: RowGroup, names: readonly string[]): { bytes: number; hasIndex: boolean } {
  const wanted = columns.filter(({ meta_data: data }) => names.includes(data?.path_in_schema[0] ?? ''));
  return {
    bytes: wanted.reduce((sum, { meta_data: data }) => sum + Number(data?.total_uncompressed_size ?? 0), 0),
    hasIndex: wanted.every(({ offset_index_offset: offset }) => offset !== undefined),
  };
}
