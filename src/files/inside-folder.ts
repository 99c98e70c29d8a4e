import { realpathSync } from 'node:fs';
import { isAbsolute, join, posix, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from './storage-error.ts';

/** Whether a path with forward slashes, which may come from anyone, stays inside the folder it is relative to, on every system. Links are not followed. */
export function isInside(name: string): boolean {
  const normal = posix.normalize(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no path has them
  return !(isAbsolute(normal) || normal === '..' || normal.startsWith('../') || /[\\:\u0000-\u001f]/.test(normal));
}

/** The real path of what lies at `name` in a folder. Links that lead outside are refused. Throws a `UserError` of kind `input` or `storage`. */
export function realPathInside(dir: string, name: string): string {
  const place = join(dir, name);
  let paths: [folder: string, file: string];
  try {
    paths = [realpathSync.native(dir), realpathSync.native(place)];
  } catch (cause) {
    throw storageError(cause, place, 'read');
  }
  const [folder, file] = paths;
  if (file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return file;
  throw new UserError('input', 'The file is a link that leads outside its folder.', {
    place,
    remedy: 'Put the file itself into the folder.',
  });
}
