import { withPlainFile } from '../files/plain-file.ts';
import { type ElementName, elementTypes } from './element-types.ts';
import { blockRows, type FeatureSource } from './feature-source.ts';
import { refuse, writeAgain } from './refuse.ts';

/** A dense row-major array in a file, whose place and size were checked. */
export interface BinaryArray {
  readonly path: string;
  readonly rows: number;
  readonly columns: number;
  readonly shape?: readonly number[];
  readonly element: ElementName;
  /** First byte of the array in its file. */
  readonly begin: number;
}

/** Reads the next block while the last one is worked on. */
export function binarySource({ path, rows, columns, shape, element, begin }: BinaryArray): FeatureSource {
  const { size, decode } = elementTypes[element];
  const perBlock = blockRows(columns);
  return {
    path,
    rows,
    columns,
    ...(shape === undefined ? {} : { shape }),
    forEachBlock: (visit) =>
      withPlainFile(path, async (file) => {
        const buffers = [0, 1].map(() => new Uint8Array(perBlock * columns * size));
        const decoded = new Float32Array(element === 'F32' ? 0 : perBlock * columns);
        const read = async (start: number, into: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
          const bytes = into.subarray(0, Math.min(perBlock, rows - start) * columns * size);
          for (let done = 0; done < bytes.length; ) {
            const position = begin + start * columns * size + done;
            const { bytesRead } = await file.read(bytes, done, bytes.length - done, position);
            if (bytesRead === 0) throw refuse(path, 'The file became shorter while it was read.', writeAgain);
            done += bytesRead;
          }
          return bytes;
        };
        let next = read(0, buffers[0]!);
        for (let start = 0, turn = 1; start < rows; start += perBlock, turn++) {
          const bytes = await next;
          const after = start + perBlock;
          if (after < rows) next = read(after, buffers[turn % 2]!);
          // Its failure is reported when it is awaited, or not at all where this block failed before.
          next.catch(() => {});
          const count = bytes.length / (columns * size);
          if (element !== 'F32') decode(bytes, decoded);
          const data =
            element === 'F32' ? new Float32Array(bytes.buffer, 0, count * columns) : decoded.subarray(0, count * columns);
          await visit({ start, rows: count, data });
        }
      }),
  };
}
