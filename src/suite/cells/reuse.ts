import { copyFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { isInside, realPathInside } from '../../files/inside-folder.ts';
import { sha256File } from '../../files/sha256.ts';
import type { CellRecord } from '../../record.ts';
import { readManifest } from '../../retrieval/model-folder.ts';
import type { Device } from '../../types.ts';
import type { CellRun } from '../cell.ts';

export interface ReuseCell {
  /** Folder of the run whose model is taken over. */
  readonly from: string;
  readonly runId: string;
  /** The model folder, relative to that run and to this one. */
  readonly folder: string;
  readonly files: CellRecord['files'];
  readonly device: Device;
}

/** Takes over the weights of another run, byte for byte: every file must have the SHA-256 that its record says. */
export const run: CellRun<ReuseCell> = async ({ key, settings }, context) => {
  const { from, runId, folder, files, device } = settings;
  for (const { path, sha256 } of files) {
    if (!isInside(path) || !posix.normalize(path).startsWith(`${folder}/`))
      throw damaged(join(from, 'record.json'), 'The record names a file outside of its model');
    const target = context.output(path);
    await copyFile(realPathInside(from, path), target);
    if ((await sha256File(target)).sha256 !== sha256)
      throw damaged(join(from, path), 'The file is not the one that the run wrote');
  }
  const manifest = await readManifest(context.output(folder));
  return {
    figures: [{ ...key, device, metric: 'parameters', unit: 'parameters', value: manifest.parameters }],
    details: { manifest, folder, reusedFrom: runId },
  };
};

const damaged = (place: string, message: string): UserError =>
  new UserError('input', `${message}.`, { place, remedy: 'Restore the folder as the run left it, or run the suite again.' });
