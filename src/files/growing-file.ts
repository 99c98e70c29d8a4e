import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { storageError } from './storage-error.ts';

export interface FileFacts {
  readonly sha256: string;
  readonly bytes: number;
}

/** A file that is written from its start to its end, and hashed on the way. It is whole only after `close`. */
export interface GrowingFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Brings everything to the disk. Throws a `UserError` of kind `storage`, as `append` does. */
  close(): Promise<FileFacts>;
  /** Gives the file up, where something else failed. */
  abandon(): Promise<void>;
}

/** Writes all of the bytes at a position: a call of the system may write fewer. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Creates a file that must not be there yet. Throws a `UserError` of kind `storage`. */
export async function createGrowingFile(path: string): Promise<GrowingFile> {
  const orStorageError = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw storageError(cause, path, 'written');
    }
  };
  const file = await orStorageError(open(path, 'wx'));
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async append(chunk) {
      // The disk writes while this thread hashes.
      const writing = orStorageError(writeFully(file, chunk, bytes));
      hash.update(chunk);
      bytes += chunk.length;
      await writing;
    },
    async close() {
      await orStorageError(file.sync());
      await orStorageError(file.close());
      return { sha256: hash.digest('hex'), bytes };
    },
    abandon: () => file.close(),
  };
}

const chunkCharacters = 1 << 20;

/** Writes lines, each with its line feed, and hashes them. Throws a `UserError` of kind `storage`, and whatever `lines` throws. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<FileFacts> {
  const file = await createGrowingFile(path);
  try {
    let text = '';
    for (const line of lines) {
      text += `${line}\n`;
      if (text.length < chunkCharacters) continue;
      await file.append(Buffer.from(text));
      text = '';
    }
    await file.append(Buffer.from(text));
    return await file.close();
  } catch (error) {
    await file.abandon().catch(() => {});
    throw error;
  }
}
