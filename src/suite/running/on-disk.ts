import { storageError } from '../../files/storage-error.ts';

/** Runs a file operation below `path`; a system error becomes a `UserError` of kind `storage`. */
export function onDisk<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    throw storageError(cause, (cause as NodeJS.ErrnoException).path ?? path, 'written');
  }
}
