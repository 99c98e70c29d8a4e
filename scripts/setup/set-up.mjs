// @ts-check
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasSystemFaiss } from './compile-faiss.mjs';
import { installedAsLocked, installPackages } from './dependencies.mjs';
import { SetupFailure } from './failure.mjs';
import { faissBinary, installFaiss, packageFolder } from './faiss.mjs';
import { withLock } from './lock.mjs';
import { nativeFault } from './native-load.mjs';
import { checkPlatform, detectLibc } from './platform.mjs';
import { compileSources, sourceHash } from './sources.mjs';
import { emptyStamp, hashFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';

/** @typedef {import('./stamp.mjs').Stamp} Stamp */
/** @typedef {'packages' | 'faiss' | 'usearch' | 'sources'} Step */
/** @typedef {{ system?: boolean, retry?: boolean, log: (line: string) => void }} SetUpOptions `retry`: try the index libraries again */

/** Undefined where the package came from npm, without a lockfile: there npm has installed everything already. */
const lockfileHash = (/** @type {string} */ root) =>
  existsSync(join(root, 'package-lock.json')) ? hashFiles(root, ['package-lock.json']) : undefined;

/**
 * What is still to be done, in order. Reads only names and hashes: a set-up that has nothing to do is over at once.
 *
 * @param {string} root
 * @param {Stamp} stamp
 * @param {boolean} [retry]
 * @returns {Step[]}
 */
export function pendingSteps(root, stamp, retry = false) {
  /** @type {Step[]} */
  const steps = [];
  const lockfile = lockfileHash(root);
  const packages =
    lockfile !== undefined && (stamp.lockfile !== lockfile || !existsSync(join(root, 'node_modules', '.package-lock.json')));
  if (packages) steps.push('packages');
  if (packages || faissIsOpen(root, stamp, retry)) steps.push('faiss');
  if (packages || retry || stamp.usearch === undefined) steps.push('usearch');
  const sources = sourceHash(root);
  if (sources !== undefined && (stamp.sources !== sources || !existsSync(join(root, 'dist')))) steps.push('sources');
  return steps;
}

/**
 * @param {string} root
 * @param {Stamp} stamp
 * @param {boolean} retry
 */
function faissIsOpen(root, { faiss }, retry) {
  if (retry || faiss === undefined) return true;
  if (faiss.state === 'missing') return faiss.systemLibrary !== hasSystemFaiss();
  const folder = packageFolder(root, 'faiss-node');
  return folder === undefined || !existsSync(faissBinary(folder));
}

/**
 * Runs one step with a line at its start and its end, and a sign of life between.
 *
 * @param {(line: string) => void} log
 * @param {string} start
 * @param {() => Promise<string>} work answers with what came out
 */
async function timed(log, start, work) {
  log(start);
  const begin = performance.now();
  const seconds = () => ((performance.now() - begin) / 1000).toFixed(1);
  const life = setInterval(() => log(`  … ${seconds()} s`), 15_000);
  try {
    log(`  ${await work()} (${seconds()} s)`);
  } finally {
    clearInterval(life);
  }
}

/**
 * Brings the folder to the state that its lockfile and sources describe. Resumes after the last finished step; waits for another
 * set-up of the same folder. Throws a `SetupFailure` on a machine that cannot run matchbench.
 *
 * @param {string} root
 * @param {SetUpOptions} options
 * @returns {Promise<{ stamp: Stamp, done: readonly Step[] }>}
 */
export async function setUp(root, { system = false, retry = false, log }) {
  const again = retry || system;
  const first = readStamp(root);
  if (pendingSteps(root, first, again).length === 0) return { stamp: first, done: [] };

  const machine = { platform: process.platform, arch: process.arch, node: process.versions.node };
  const warning = checkPlatform(process.platform === 'linux' ? { ...machine, libc: detectLibc() } : machine);
  log(`machine: ${machine.platform} ${machine.arch}, Node ${machine.node}`);
  if (warning !== undefined) log(`warning: ${warning}`);

  const folder = join(root, '.setup');
  mkdirSync(folder, { recursive: true });
  const waiting = (/** @type {string} */ owner) => log(`waiting for another set-up of this folder (${owner})`);
  return withLock(folder, waiting, (onChild) => runSteps(root, { system, retry: again, log, onChild }));
}

/**
 * @param {string} root
 * @param {Required<SetUpOptions> & { onChild: (pid: number | undefined) => void }} options
 */
async function runSteps(root, { system, retry, log, onChild }) {
  let stamp = readStamp(root);
  const steps = pendingSteps(root, stamp, retry);
  const finish = (/** @type {Partial<Stamp>} */ fields) => {
    stamp = { ...stamp, ...fields };
    writeStamp(root, stamp);
  };

  if (steps.includes('packages')) {
    await timed(log, 'packages: those of the lockfile', async () => {
      const lockfile = lockfileHash(root);
      removeStamp(root);
      stamp = emptyStamp();
      const ready = installedAsLocked(root);
      if (!ready) await installPackages(root, onChild);
      const fault = await nativeFault(root, 'onnxruntime-node');
      if (fault !== undefined) {
        throw new SetupFailure(
          `onnxruntime-node, which runs every model, does not work here: ${fault}`,
          'Check the message against the requirements in README.md.',
        );
      }
      finish({ lockfile });
      return ready ? 'already installed; onnxruntime works' : 'installed with npm ci; onnxruntime works';
    });
  }
  if (steps.includes('faiss')) {
    await timed(log, 'faiss-node: approximate nearest neighbours', async () => {
      const faiss = await installFaiss(root, { system, log: (line) => log(`  ${line}`), onChild });
      finish({ faiss });
      return faiss.state === 'working' ? `works (${faiss.how})` : `not available: ${faiss.reason}`;
    });
  }
  if (steps.includes('usearch')) {
    await timed(log, 'usearch: approximate nearest neighbours', async () => {
      const fault = await nativeFault(root, 'usearch');
      finish({ usearch: fault === undefined });
      return fault === undefined ? 'works' : `not available: ${fault}`;
    });
  }
  if (steps.includes('sources')) {
    await timed(log, 'sources: TypeScript to dist', async () => {
      const sources = sourceHash(root);
      await compileSources(root, onChild);
      finish({ sources });
      return 'compiled';
    });
  }
  return { stamp, done: steps };
}
