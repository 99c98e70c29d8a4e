// @ts-check
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lastLines, runChild } from './child.mjs';
import { compileFaiss, hasSystemFaiss } from './compile-faiss.mjs';
import { nativeFault } from './native-load.mjs';
import { aptCommand, hasApt, installSystemPackages, mayInstallSystemPackages } from './system-packages.mjs';

/** @typedef {import('./stamp.mjs').FaissOutcome} FaissOutcome */

/**
 * Folder of an installed package, found as Node finds it.
 *
 * @param {string} root
 * @param {string} name
 */
export function packageFolder(root, name) {
  const paths = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((folder) => existsSync(join(folder, 'package.json')));
}

/** Where faiss-node looks for its binary. */
export const faissBinary = (/** @type {string} */ folder) => join(folder, 'build', 'Release', 'faiss-node.node');

/**
 * The binary its makers publish. Its install script is never run: where the download fails it would clone and build FAISS.
 *
 * @param {string} root
 * @param {string} folder
 * @param {(pid: number | undefined) => void} onChild
 * @returns {Promise<string | undefined>} what went wrong
 */
async function fetchPrebuilt(root, folder, onChild) {
  const installer = packageFolder(folder, 'prebuild-install');
  if (installer === undefined) return 'prebuild-install is not installed';
  const result = await runChild(process.execPath, [join(installer, 'bin.js'), '--runtime', 'napi', '--verbose'], {
    cwd: folder,
    onChild,
    sign: { withinMs: 15_000, until: /http 200|Successfully/ },
    limitMs: 180_000,
  });
  const complaint = lastLines(result, 1).replace(/^prebuild-install \w+ (install )?/, '');
  const fault = result.ok
    ? await nativeFault(root, 'faiss-node')
    : result.ended?.startsWith('exit code')
      ? complaint
      : result.ended;
  // Its libraries take 100 MB and would be found before those of the system.
  if (fault !== undefined) rmSync(join(folder, 'build'), { recursive: true, force: true });
  return fault;
}

/**
 * A working faiss-node by the first way that leads to one: the binary that is there, its own prebuilt one, compiled against the
 * FAISS of this machine, and the same after installing FAISS with apt.
 *
 * @param {string} root
 * @param {{ system: boolean, log: (line: string) => void, onChild: (pid: number | undefined) => void }} options
 * @returns {Promise<FaissOutcome>}
 */
export async function installFaiss(root, { system, log, onChild }) {
  const missing = (/** @type {string} */ reason, /** @type {string} */ remedy) =>
    /** @type {FaissOutcome} */ ({ state: 'missing', reason, remedy, systemLibrary: hasSystemFaiss() });
  const folder = packageFolder(root, 'faiss-node');
  if (folder === undefined) return missing('npm did not install it', 'Run npm ci --include=optional, then npm run setup.');
  if ((await nativeFault(root, 'faiss-node')) === undefined) return { state: 'working', how: 'present' };

  log('looking for its prebuilt binary');
  const prebuilt = await fetchPrebuilt(root, folder, onChild);
  if (prebuilt === undefined) return { state: 'working', how: 'prebuilt' };
  log(`no prebuilt binary: ${prebuilt}`);

  const compile = async () => {
    if (!hasSystemFaiss()) return 'there is no FAISS library on this machine';
    log('compiling it against the FAISS library of this machine');
    return (await compileFaiss(folder, onChild)) ?? (await nativeFault(root, 'faiss-node'));
  };
  let fault = await compile();
  if (fault !== undefined && mayInstallSystemPackages(system, process.env)) {
    log(`${fault}: installing FAISS, OpenBLAS and g++ with apt-get`);
    fault = (await installSystemPackages(onChild)) ?? (await compile());
  }
  if (fault === undefined) return { state: 'working', how: 'compiled' };
  return missing(`no prebuilt binary (${prebuilt}); ${fault}`, remedy());
}

function remedy() {
  if (hasApt()) return `Run ${aptCommand}, then npm run setup -- --retry (or let set-up do both: npm run setup -- --system).`;
  if (process.platform === 'linux')
    return 'Install FAISS and OpenBLAS with their headers and a C++ compiler, then run npm run setup -- --retry.';
  return 'Open the way to the download named, then run npm run setup -- --retry.';
}
