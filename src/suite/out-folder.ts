import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { isAlive } from './lock.ts';
import { readIfThere } from './read-if-there.ts';

/** Below OUT; one folder a worker. */
export const stages = '.stage';

/** A folder with things of others in it is not ours to write in. */
export function refuseForeign(out: string): void {
  if (!existsSync(out) || existsSync(join(out, 'record.json')) || existsSync(join(out, 'cells'))) return;
  const [first] = readdirSync(out).sort();
  if (first === undefined) return;
  throw new UserError('input', `this folder holds no run but other things (${first})`, {
    place: out,
    remedy: 'Choose a folder with --out that is new or empty.',
  });
}

/** Removes what killed processes left: stages, and files that were not yet renamed. Only names that we give are touched. */
export function clearRemains(out: string, hasRecord: boolean): void {
  mkdirSync(join(out, stages), { recursive: true });
  for (const name of readdirSync(join(out, stages)).filter((found) => /^\d+-\d+$/.test(found))) {
    awaitWorker(out, Number(readIfThere(join(out, stages, name, 'worker.pid'))));
    rmSync(join(out, stages, name), { recursive: true, force: true });
  }
  const unfinished: [folder: string, name: RegExp][] = [[out, /^(record\.json|results\.csv|report\.md)\.\d+$/]];
  // The record is written before any cell: without it the folder cells/ may be somebody else's.
  if (hasRecord) unfinished.push([join(out, 'cells'), /\.json\.\d+$/]);
  for (const [folder, ours] of unfinished) {
    for (const name of readdirSync(folder)) if (ours.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** A worker whose parent was killed ends by itself after the operation it is in; until then it would disturb what is measured. */
function awaitWorker(out: string, worker: number): void {
  const deadline = Date.now() + 10_000;
  while (worker > 0 && isAlive(worker) && isWorker(worker)) {
    if (Date.now() > deadline) {
      throw new UserError('locked', `a worker of an earlier run (${worker}) still runs`, {
        place: out,
        remedy: `End it: kill ${worker}`,
      });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/** Whether the pid is a worker's and was not given to another process since, where the system tells. */
function isWorker(pid: number): boolean {
  const command = readIfThere(`/proc/${pid}/cmdline`);
  return command === undefined ? process.platform !== 'linux' : command.includes('worker');
}

/** Removes the folder of the stages, unless something of others lies in it. */
export function leaveStages(out: string): void {
  try {
    rmdirSync(join(out, stages));
  } catch {
    // Not empty, or gone: neither is ours to mend.
  }
}
