import { UserError } from '../../errors.ts';
import { sha256File } from '../../files/sha256.ts';

/** Throws a `UserError` when a file that a plan was made from has other content now. */
export async function requireUnchanged(files: readonly { readonly path: string; readonly sha256: string }[]): Promise<void> {
  for (const { path, sha256 } of files) {
    if ((await sha256File(path)).sha256 === sha256) continue;
    throw new UserError('input', 'the model was changed while the run went on', { place: path, remedy: 'Run the suite again.' });
  }
}
