import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '../errors.ts';
import { realPathInside } from '../files/inside-folder.ts';
import { storageError } from '../files/storage-error.ts';
import { refusal } from './refusal.ts';

const path = '[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*';

/** Paths inside a data set's folder: forward slashes, no part starts with a dot. */
export const pathPattern = new RegExp(`^${path}$`);

/** A picture is such a path, or a rectangle of it (W3C media fragment). */
export const picturePattern = new RegExp(`^${path}(?:#xywh=\\d{1,6},\\d{1,6},\\d{1,6},\\d{1,6})?$`);

/**
 * The real path and the size of a regular file inside the folder. Links that lead outside and anything that is not a plain file are
 * refused. Throws a `UserError` of kind `input` or `storage`.
 */
export async function fileInside(dir: string, name: string): Promise<{ readonly path: string; readonly bytes: number }> {
  const place = join(dir, name);
  if (!pathPattern.test(name)) throw refusal(dir, `${shown(name)} is not a path inside the data set.`);
  const file = realPathInside(dir, name);
  try {
    const facts = await stat(file);
    // Opening a pipe would wait for ever.
    if (!facts.isFile()) throw refusal(place, 'This is not a plain file.', 'Put a plain file into the folder.');
    return { path: file, bytes: facts.size };
  } catch (cause) {
    throw storageError(cause, place, 'read');
  }
}
