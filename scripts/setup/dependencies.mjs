// @ts-check
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lastLines, runChild } from './child.mjs';
import { SetupFailure } from './failure.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage */

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {LockedPackage} entry */
function wantedHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (os === undefined && cpu === undefined) return false;
  const fits = (/** @type {string[] | undefined} */ names, /** @type {string} */ name) =>
    names === undefined || names.includes(name);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc');
}

/**
 * Whether what is installed is what the lockfile says, by the list that npm writes at the end of its work.
 *
 * @param {string} root
 */
export function installedAsLocked(root) {
  const locked = lockedPackages(join(root, 'package-lock.json'));
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return !wantedHere(entry);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * The script of npm, to be run by this very Node: the one that started us, else the one that came with Node.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function npmScript(env) {
  const started = env.npm_execpath;
  if (started !== undefined && /^(npm|npm-cli|npm-prefix)\.c?js$/.test(basename(started)) && existsSync(started)) return started;
  const bin = dirname(realpathSync(process.execPath));
  const linked = join(dirname(process.execPath), 'npm');
  const candidates = [
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...(existsSync(linked) ? [realpathSync(linked)] : []),
    join(bin, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates.find((path) => path.endsWith('.js') && existsSync(path));
  if (found === undefined) throw new SetupFailure('npm was not found beside Node.', 'Start set-up through npm: npm run setup');
  return found;
}

/**
 * Installs exactly what the lockfile says, development packages included whatever NODE_ENV is, without any install script.
 *
 * @param {string} root
 * @param {(pid: number | undefined) => void} onChild
 */
export async function installPackages(root, onChild) {
  const flags = [
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--prefer-offline',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ];
  const result = await runChild(process.execPath, [npmScript(process.env), 'ci', ...flags], {
    cwd: root,
    env: process.env,
    onChild,
  });
  if (result.ok) return;
  throw new SetupFailure(
    `npm ci failed (${result.ended}):\n${lastLines(result)}`,
    'Check that npm reaches its registry (npm ping) and that the disk has 1 GB free, then run the command again: it resumes here.',
  );
}
