import { open } from 'node:fs/promises';
import { createGrowingFile, type FileFacts, writeFully } from '../files/growing-file.ts';
import { encodeStart } from '../files/safetensors.ts';
import { sha256File } from '../files/sha256.ts';
import { storageError } from '../files/storage-error.ts';
import type { FeatureShape } from '../types.ts';

/** Tensors of a feature file: `global` [N, D], and where there are tokens `tokens` [N, T, D] and `mask` [N, T]. */
export type FeatureTensor = 'global' | 'tokens' | 'mask';

/** A feature file that grows row by row, tensor after tensor in their order. */
export interface FeatureWriter {
  /** Writes rows of the source from `start` on; every row of a tensor once, and without `position` in order. */
  write(tensor: FeatureTensor, start: number, data: Float32Array | Uint8Array): Promise<void>;
  close(): Promise<FileFacts>;
  abandon(): Promise<void>;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Tensors in the order in which they lie: by falling element size, so that each is aligned. */
function layoutOf(rows: number, { width, tokens }: FeatureShape) {
  return [
    ['global', { dtype: 'F32', shape: [rows, width] }],
    ...(tokens === undefined
      ? []
      : [
          ['tokens', { dtype: 'F32', shape: [rows, tokens.count, tokens.width] }] as const,
          ['mask', { dtype: 'U8', shape: [rows, tokens.count] }] as const,
        ]),
  ] as const;
}

/**
 * Creates a file of the features of `rows` items, float32. Row r of the source becomes row `position[r]`; without `position` the file is hashed while it is written,
 * else once more at its end. Throws a `UserError` of kind `storage`.
 */
export async function createFeatureFile(
  path: string,
  rows: number,
  shape: FeatureShape,
  position?: Uint32Array,
): Promise<FeatureWriter> {
  const layout = layoutOf(rows, shape);
  const header = encodeStart(layout);
  if (position === undefined) {
    const file = await createGrowingFile(path);
    await orAbandoned(file.append(header), () => file.abandon());
    return {
      write: (_tensor, _start, data) => file.append(bytesOf(data)),
      close: () => file.close(),
      abandon: () => file.abandon(),
    };
  }
  const places = new Map<FeatureTensor, { readonly begin: number; readonly rowBytes: number }>();
  let begin = header.length;
  for (const [name, { dtype, shape: sizes }] of layout) {
    const rowBytes = sizes.slice(1).reduce((product, size) => product * size, dtype === 'F32' ? 4 : 1);
    places.set(name, { begin, rowBytes });
    begin += rows * rowBytes;
  }
  try {
    const file = await open(path, 'wx');
    await orAbandoned(writeFully(file, header, 0), () => file.close());
    return {
      async write(tensor, start, data) {
        const { begin: first, rowBytes } = places.get(tensor)!;
        const bytes = bytesOf(data);
        const count = bytes.length / rowBytes;
        for (let row = 0; row < count; ) {
          // Rows that stay neighbours are written at once.
          let end = row + 1;
          while (end < count && position[start + end] === position[start + end - 1]! + 1) end++;
          const at = first + position[start + row]! * rowBytes;
          await writeFully(file, bytes.subarray(row * rowBytes, end * rowBytes), at).catch((cause: unknown) => {
            throw storageError(cause, path, 'written');
          });
          row = end;
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

/** Nobody has a file whose start could not be written, so nobody else would close it. */
async function orAbandoned(start: Promise<void>, abandon: () => Promise<void>): Promise<void> {
  try {
    await start;
  } catch (error) {
    await abandon().catch(() => {});
    throw error;
  }
}
