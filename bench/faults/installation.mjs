import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');

/**
 * Installs the compiled program once more, with its packages linked to the ones that are here, but for some: `missing` ones are left out, of `broken` ones every
 * native binary is cut to its first bytes.
 *
 * @param {string} folder
 * @param {string} compiled folder of the compiled sources
 * @param {{ missing?: readonly string[], broken?: readonly string[] }} faults
 * @returns {string} its command line's file
 */
export function installWithout(folder, compiled, { missing = [], broken = [] }) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(compiled, join(folder, 'dist'), { recursive: true });
  for (const name of packagesIn(modules)) {
    const target = join(folder, 'node_modules', name);
    if (missing.includes(name)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (broken.includes(name)) copyBroken(join(modules, name), target);
    else symlinkSync(join(modules, name), target, 'junction');
  }
  return join(folder, 'dist/cli/main.js');
}

/** @param {string} folder @returns {string[]} */
const packagesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name]));

/** @param {string} from @param {string} to */
function copyBroken(from, to) {
  const isBinary = (/** @type {string} */ path) => /\.(node|so[\d.]*|dylib|dll)$/.test(path);
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !isBinary(path) || path.endsWith('.node') });
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.node') && existsSync(join(to, name))) truncateSync(join(to, name), 100);
  }
}
