import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from './storage-error.ts';

/**
 * Makes a folder and those above it, one by one: node's own recursive way never ends below /proc, and hides why a read-only disk refuses. Throws a
 * `UserError` of kind `storage`.
 */
export function makeFolder(path: string): void {
  const whole = resolve(path);
  try {
    if (isFolder(whole)) return;
    if (dirname(whole) !== whole) makeFolder(dirname(whole));
    makeOne(whole);
  } catch (cause) {
    // The folder above is there: a place as /proc, which the system alone fills.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UserError('storage', 'The folder cannot be written: this place takes no new folders.', {
        place: path,
        remedy: 'Choose another place.',
        cause,
      });
    throw storageError(cause, path, 'written');
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another process was quicker.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(path)) throw cause;
  }
}
