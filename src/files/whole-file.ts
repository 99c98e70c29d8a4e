import { writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { storageError } from './storage-error.ts';

/**
 * Writes a file that is whole or absent: to a temporary file beside it, synced, then renamed over `path`. Its folder must exist.
 * Throws a `UserError` of kind `storage` when the disk is full or read-only, permission is denied or the folder has vanished.
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  try {
    // The library issues a single write, which a nearly full disk cuts short without an error; node's writeFile goes on to the end.
    await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, data) });
  } catch (cause) {
    throw storageError(cause, path, 'written');
  }
}
