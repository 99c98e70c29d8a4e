import { open } from 'node:fs/promises';
import { createGrowingFile, type FileFacts, writeFully } from '../files/growing-file.ts';
import { encodeStart } from '../files/safetensors.ts';
import { sha256File } from '../files/sha256.ts';
import { storageError } from '../files/storage-error.ts';

/** A feature file that grows row by row. */
export interface FeatureWriter {
  /** Writes rows of the source from `start` on; every row once, and without `position` in order. */
  write(start: number, data: Float32Array): Promise<void>;
  close(): Promise<FileFacts>;
  abandon(): Promise<void>;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Creates a file of `global` [rows, columns], float32. Row r of the source becomes row `position[r]`; without `position` the file is hashed while it is written,
 * else once more at its end. Throws a `UserError` of kind `storage`.
 */
export async function createFeatureFile(
  path: string,
  rows: number,
  columns: number,
  position?: Uint32Array,
): Promise<FeatureWriter> {
  const header = encodeStart([['global', { dtype: 'F32', shape: [rows, columns] }]]);
  if (position === undefined) {
    const file = await createGrowingFile(path);
    await file.append(header);
    return { write: (_, data) => file.append(bytesOf(data)), close: () => file.close(), abandon: () => file.abandon() };
  }
  try {
    const file = await open(path, 'wx');
    await writeFully(file, header, 0);
    return {
      async write(start, data) {
        const count = data.length / columns;
        for (let first = 0; first < count; ) {
          // Rows that stay neighbours are written at once.
          let end = first + 1;
          while (end < count && position[start + end] === position[start + end - 1]! + 1) end++;
          const at = header.length + position[start + first]! * columns * 4;
          await writeFully(file, bytesOf(data.subarray(first * columns, end * columns)), at).catch((cause: unknown) => {
            throw storageError(cause, path, 'written');
          });
          first = end;
        }
      },
      async close() {
        await file.sync();
        await file.close();
        return sha256File(path);
      },
      abandon: () => file.close(),
    };
  } catch (cause) {
    throw storageError(cause, path, 'written');
  }
}
