// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const version = 1;

/**
 * What the search for a working faiss-node came to. `systemLibrary` is whether FAISS was installed on the machine at that
 * time: when that changes, the search is made again.
 *
 * @typedef {{ state: 'working', how: 'present' | 'prebuilt' | 'compiled' }
 *   | { state: 'missing', reason: string, remedy: string, systemLibrary: boolean }} FaissOutcome
 */

/**
 * What set-up has finished, in the order of its steps: a field is there when its step is done.
 *
 * @typedef {object} Stamp
 * @property {number} version
 * @property {string} platform
 * @property {string} arch
 * @property {string} nodeAbi
 * @property {string} [lockfile] SHA-256 of the lockfile whose packages are installed
 * @property {FaissOutcome} [faiss]
 * @property {boolean} [usearch]
 * @property {string} [sources] SHA-256 of what `dist` was compiled from
 */

/** @returns {Stamp} the stamp of this machine with nothing done */
export const emptyStamp = () => ({ version, platform: process.platform, arch: process.arch, nodeAbi: process.versions.modules });

const stampPath = (/** @type {string} */ root) => join(root, '.setup', 'stamp.json');

/**
 * The stamp of this machine and this Node; an empty one when there is none, or one of another machine.
 *
 * @param {string} root
 * @returns {Stamp}
 */
export function readStamp(root) {
  const fresh = emptyStamp();
  try {
    const stamp = /** @type {Stamp} */ (JSON.parse(readFileSync(stampPath(root), 'utf8')));
    const same =
      stamp.version === version &&
      stamp.platform === fresh.platform &&
      stamp.arch === fresh.arch &&
      stamp.nodeAbi === fresh.nodeAbi;
    return same ? stamp : fresh;
  } catch {
    return fresh;
  }
}

/**
 * Written whole or not at all.
 *
 * @param {string} root
 * @param {Stamp} stamp
 */
export function writeStamp(root, stamp) {
  const path = stampPath(root);
  mkdirSync(join(root, '.setup'), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(stamp, undefined, 2)}\n`);
  renameSync(temporary, path);
}

/** @param {string} root */
export const removeStamp = (root) => rmSync(stampPath(root), { force: true });

/**
 * SHA-256 over names and contents of files and of everything below folders, in the order of their names.
 *
 * @param {string} root
 * @param {readonly string[]} names
 */
export function hashFiles(root, names) {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ name) => {
    const path = join(root, name);
    const content = readOrList(path);
    if (Array.isArray(content)) for (const child of content.sort()) visit(`${name}/${child}`);
    else if (content !== undefined) hash.update(`${name}\0${content.length}\0`).update(content);
  };
  for (const name of names) visit(name);
  return hash.digest('hex');
}

/** @param {string} path */
function readOrList(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === 'EISDIR') return readdirSync(path);
    if (code === 'ENOENT') return undefined;
    throw error;
  }
}
