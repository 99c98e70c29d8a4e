import { readdirSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { idPattern } from '../dataset/identifiers.ts';
import { realPathInside } from '../files/inside-folder.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { storageError } from '../files/storage-error.ts';
import { refuse } from './refuse.ts';

const endings = /\.(png|jpe?g|webp|gif|avif|tiff?|svg)$/i;
const largestPicture = 256 << 20;

/** The pictures of a folder and of those below it, by their path in it, which is their id; ascending. Throws a `UserError`. */
export function listPictures(dir: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join(posix.sep));
  } catch (cause) {
    throw storageError(cause, dir, 'read');
  }
  const pictures = entries.filter((name) => endings.test(name)).sort();
  if (pictures.length === 0)
    throw refuse(dir, 'There is no picture in this folder.', 'Put PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG files into it.');
  const bad = pictures.find((name) => !idPattern.test(name));
  if (bad !== undefined)
    throw refuse(
      join(dir, bad),
      'The name of the picture has spaces or control characters in it, and no list of pairs could name it.',
      'Rename the file.',
    );
  return pictures;
}

/** The bytes of a picture of the folder. A link that leads out of it is refused. Throws a `UserError`. */
export const readPicture = async (dir: string, name: string): Promise<Uint8Array> =>
  readPlainFile(realPathInside(dir, name), largestPicture);
