import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A suite over the data set `slice` beside it with every kind of cell, small enough to be run dozens of times.
 *
 * @param {{ threads?: number, equalTimeArm?: boolean, cost?: boolean, cellMinutes?: number, index?: string }} [options]
 */
export const tinySuite = ({ threads = 2, equalTimeArm = true, cost = true, cellMinutes, index = 'faiss-hnsw' } = {}) => `
name: tiny
datasets: [{ name: slice, path: data, splits: [fold-0] }]
models: [dual-cosine${equalTimeArm ? ', concat' : ''}]
baseline: dual-cosine
equalTimeArm: ${equalTimeArm}
training: { batchSize: 16, maxSteps: 10, stepsPerCheck: 5 }
network: { hidden: 32, embedding: 16, fusionHidden: [32] }
threads: ${threads}
${cellMinutes === undefined ? '' : `cellMinutes: ${cellMinutes}`}
cost:
  models: [dual-cosine]
  latencyQueries: 11
  latencySeconds: 0.1
${
  cost
    ? `  latency: [exact]
  sweeps: [{ scorer: ${index}, knob: ${index === 'faiss-ivf' ? 'nprobe' : 'efSearch'}, values: [4] }]
  scale: [{ scorer: exhaustive-factorised, pairs: [1000] }]
  memory: [exact]`
    : ''
}
`;

/**
 * Starts a program as the head of its own process group, as a shell does.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function start(file, args, { cwd, env }) {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  /** @type {Promise<{ code: number | null, signal: string | null, said: string }>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, said: error.message }));
    child.on('close', (code, signal) => resolve({ code, signal, said }));
  });
  return {
    child,
    ended,
    over: () => child.exitCode !== null || child.signalCode !== null,
    /** Ends the program and all its workers. */
    kill() {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    },
  };
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {() => boolean} condition */
export async function until(condition) {
  while (!condition()) await sleep(3);
}

/** @param {string} folder @returns {string[]} */
const names = (folder) => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

/**
 * Pid of the worker that is at a cell in OUT.
 *
 * @param {string} out
 * @param {number} [place] of the cell among those that the process carries out, from 0; any, when left out
 */
export function workerIn(out, place) {
  for (const stage of names(join(out, '.stage'))) {
    if (place !== undefined && !stage.endsWith(`-${place}`)) continue;
    const path = join(out, '.stage', stage, 'worker.pid');
    const pid = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : Number.NaN;
    if (pid > 0) return pid;
  }
  return undefined;
}

const isTemporary = (/** @type {string} */ name) => /^(record\.json|results\.csv|report\.md|.*\.json)\.\d+$/.test(name);
/** What goes on with OUT: where nothing of a run is left, a new one begins. @param {string} out */
export const goingOn = (out) => (existsSync(join(out, 'cells')) ? ['--resume'] : []);

/** Files that were begun and not yet renamed. @param {string} out */
export const temporaries = (out) => [...names(out), ...names(join(out, 'cells'))].filter(isTemporary);

/** Cells whose file is there. @param {string} out @param {readonly { file: string }[]} cells */
export const finishedIn = (out, cells) => cells.filter(({ file }) => existsSync(join(out, file))).length;

/** All files below a folder. @param {string} folder @returns {string[]} */
export const tree = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort()
    : [];
