import { basename, resolve } from 'node:path';

/** Names of runs by their folders: the folders' own, or as they were given where two are alike. */
export function runNames(dirs: readonly string[]): readonly string[] {
  const names = dirs.map((dir) => basename(resolve(dir)));
  return new Set(names).size === names.length ? names : dirs;
}
