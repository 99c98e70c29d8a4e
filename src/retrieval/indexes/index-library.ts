import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { IndexLibrary } from '../index-file.ts';
import type { IndexKind } from './index.ts';

/** The library that builds an index of a kind. Throws where it is not installed. */
export const libraryOf = ({ packageName: name }: Pick<IndexKind, 'packageName'>): IndexLibrary => ({
  name,
  version: packageVersion(name),
});

/** Of the `package.json` above its entry, which not every package exports. */
function packageVersion(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const found = JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: unknown; readonly version?: unknown };
    // Folders of compiled files have one of their own, without a name.
    if (found.name === name && typeof found.version === 'string') return found.version;
  }
  throw new Error(`internal: ${name} has no package.json`);
}
