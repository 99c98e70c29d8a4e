// @ts-check
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const beatMs = 5_000;
/** An owner that has not touched its lock for this long is gone. */
const silentMs = 60_000;
/** A younger lock without content may be one that is being written this moment. */
const newbornMs = 2_000;

/** @typedef {{ pid: number, host: string, child?: number }} Owner */

/** @param {string} path */
function ageMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : Date.now() - stats.mtimeMs;
}

/** @param {number | undefined} pid */
function alive(pid) {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Who works under the lock, in words; undefined when its owner is gone.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
function livingOwner(path) {
  const age = ageMs(path);
  if (age === undefined) return undefined;
  try {
    const owner = /** @type {Owner} */ (JSON.parse(readFileSync(path, 'utf8')));
    const words = `process ${owner.pid} on ${owner.host}`;
    if (owner.host !== hostname()) return age < silentMs ? words : undefined;
    // A set-up that was killed leaves its npm running; two npm in one folder would destroy each other's work.
    if (alive(owner.child)) return words;
    return alive(owner.pid) && age < silentMs ? words : undefined;
  } catch {
    return age < newbornMs ? 'a process that starts' : undefined;
  }
}

/**
 * Takes the lock, or says who has it. The lock of an owner that is gone is replaced, by one process at a time.
 *
 * @param {string} path
 * @param {Owner} me
 * @returns {string | undefined}
 */
function take(path, me) {
  try {
    writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const owner = livingOwner(path);
  if (owner !== undefined) return owner;
  const gate = `${path}.takeover`;
  try {
    mkdirSync(gate);
  } catch {
    if ((ageMs(gate) ?? 0) > silentMs) rmSync(gate, { recursive: true, force: true });
    return 'a process that starts';
  }
  if (livingOwner(path) === undefined) rmSync(path, { force: true });
  rmSync(gate, { recursive: true, force: true });
  return 'a process that starts';
}

/**
 * Runs `work` while no other set-up of this folder runs; waits for one that does.
 *
 * @template T
 * @param {string} folder
 * @param {(owner: string) => void} onWait told once, when there is somebody to wait for
 * @param {(onChild: (pid: number | undefined) => void) => Promise<T>} work `onChild` notes the program that is running
 * @returns {Promise<T>}
 */
export async function withLock(folder, onWait, work) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  const me = { pid: process.pid, host: hostname() };
  const start = Date.now();
  let told = false;
  for (let owner = take(path, me); owner !== undefined; owner = take(path, me)) {
    if (!told && Date.now() - start > 500) {
      told = true;
      onWait(owner);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), beatMs);
  beat.unref();
  const onChild = (/** @type {number | undefined} */ child) => {
    writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...me, child }));
    renameSync(`${path}.${process.pid}`, path);
  };
  try {
    return await work(onChild);
  } finally {
    clearInterval(beat);
    rmSync(path, { force: true });
  }
}
