import { join } from 'node:path';
import { counted } from '../counted.ts';
import { sha256File } from '../files/sha256.ts';
import type { DatasetManifest } from './manifest.ts';
import { refusal } from './refusal.ts';
import { fileInside } from './safe-path.ts';

const remedy = 'Restore the file, or build the data set again.';

/** Checks size and SHA-256 of every file that the manifest lists, read in chunks. Throws a `UserError`: `input` for a file that is missing or another, `storage`. */
export async function verifyFiles(dir: string, manifest: DatasetManifest): Promise<void> {
  for (const [name, expected] of Object.entries(manifest.files)) {
    const place = join(dir, name);
    const { path, bytes } = await fileInside(dir, name).catch((cause: unknown) => {
      throw isMissing(cause) ? refusal(place, 'A file of the data set is missing.', remedy) : cause;
    });
    if (bytes !== expected.bytes)
      throw refusal(place, `The file has ${counted(bytes, 'byte')} where the manifest says ${expected.bytes}.`, remedy);
    if ((await sha256File(path)).sha256 !== expected.sha256)
      throw refusal(place, `The file ${name} is not the one the manifest lists: its SHA-256 differs.`, remedy);
  }
}

/** What the system said, below the error for people. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
