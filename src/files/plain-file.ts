import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { storageError } from './storage-error.ts';

// A pipe that nobody writes to would block the call that opens it; what it is, is asked of the open file, so that it cannot be swapped in between.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const remedyOf = (facts: Stats): string => (facts.isDirectory() ? 'Name a file in it.' : 'Put a plain file there.');

function refuseOther(facts: Stats, path: string): void {
  if (facts.isFile()) return;
  const what = facts.isDirectory() ? 'is a folder' : 'is not a plain file';
  throw new UserError('input', `A file was expected, and this ${what}.`, { place: path, remedy: remedyOf(facts) });
}

/** Opens a plain file for `read` and closes it again. Throws a `UserError`: `input` for a folder, a pipe or a device, `storage` when it cannot be opened or read. */
export async function withPlainFile<T>(path: string, read: (file: FileHandle, bytes: number) => Promise<T>): Promise<T> {
  try {
    const file = await open(path, flags);
    try {
      const facts = await file.stat();
      refuseOther(facts, path);
      return await read(file, facts.size);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw storageError(cause, path, 'read');
  }
}

/** The bytes of a plain file that has at most `largest`, which is checked before anything is allocated. Throws as `withPlainFile`, and `input` when it is larger. */
export function readPlainFile(path: string, largest: number): Uint8Array<ArrayBuffer> {
  try {
    const file = openSync(path, flags);
    try {
      const facts = fstatSync(file);
      refuseOther(facts, path);
      if (facts.size > largest) throw tooLarge(path, facts.size, largest);
      const bytes = new Uint8Array(facts.size);
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(file, bytes, done, bytes.length - done, done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw storageError(cause, path, 'read');
  }
}

const tooLarge = (path: string, bytes: number, largest: number): UserError =>
  new UserError('input', `The file has ${counted(bytes, 'byte')}, and at most ${largest} are read.`, {
    place: path,
    remedy: 'Check that this is the right file.',
  });

/** A buffer for a part of a file whose size was checked. Throws a `UserError` of kind `environment` when this machine has no room for it. */
export function allocate(path: string, bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new UserError('environment', `There is no room in memory for the ${counted(bytes, 'byte')} of one array of the file.`, {
      place: path,
      remedy: 'Use a machine with more memory, or a smaller file.',
      cause,
    });
  }
}
