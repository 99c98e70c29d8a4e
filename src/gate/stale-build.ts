import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.ts';
import { parseJson } from '../files/json.ts';

const remedy = 'Run npm run setup in that folder, then gate again.';

/**
 * Refuses a folder whose sources changed since they were compiled: the change would not be what is compared. A package without sources has nothing to compare.
 * Throws a `UserError` of kind `input`.
 */
export async function refuseStale({ name, folder }: { readonly name: string; readonly folder: string }): Promise<void> {
  const [rule, stamp] = [join(folder, 'scripts', 'setup', 'sources.mjs'), join(folder, '.setup', 'stamp.json')];
  if (!existsSync(rule) || !existsSync(stamp)) return;
  const source = { what: `The stamp of the set-up of ${name}`, place: stamp, remedy };
  const { sources } = parseJson(readFileSync(stamp, 'utf8'), source) as { readonly sources?: string };
  // By its own rule: another version may be compiled from other files.
  const { sourceHash } = (await import(pathToFileURL(rule).href)) as {
    readonly sourceHash: (root: string) => string | undefined;
  };
  const now = sourceHash(folder);
  if (now === undefined || now === sources) return;
  throw new UserError('input', `${name} is not built from the sources that are there: they changed since the last set-up`, {
    place: folder,
    remedy,
  });
}
