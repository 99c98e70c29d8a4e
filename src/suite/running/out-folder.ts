import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { nearestName } from '../../nearest-name.ts';
import { pause } from './pause.ts';
import { birth, isAlive } from './process-identity.ts';
import { readIfThere } from './read-if-there.ts';

/** Below OUT; one folder a worker. */
export const stages = '.stage';

/** Also one that was killed before it wrote its record. */
const holdsRun = (folder: string): boolean => existsSync(join(folder, 'record.json')) || existsSync(join(folder, 'cells'));

/** A folder with things of others in it is not ours to write in. */
export function refuseForeign(out: string): void {
  if (!existsSync(out) || holdsRun(out)) return;
  const [first] = readdirSync(out).sort();
  if (first === undefined) return;
  throw new UserError('input', `this folder holds no run but other things (${first})`, {
    place: out,
    remedy: 'Choose a folder with --out that is new or empty.',
  });
}

/** To go on with nothing would be to start anew, which may take hours. */
export function refuseNoRun(out: string): void {
  if (holdsRun(out)) return;
  const above = dirname(resolve(out));
  const beside = existsSync(above) ? readdirSync(above).filter((name) => existsSync(join(above, name, 'record.json'))) : [];
  const nearest = nearestName(basename(resolve(out)), beside);
  // Names that begin with a time end with the latest.
  const named = (nearest === undefined ? beside.sort().slice(-5) : [nearest]).map((name) => join(dirname(out), name));
  const hint = nearest === undefined ? `Runs there: ${named.join(', ')}.` : `Did you mean ${named[0]}?`;
  throw new UserError('input', 'there is no run to go on with', {
    place: out,
    remedy: `${named.length === 0 ? '' : `${hint} `}To start a new run, leave out --resume.`,
  });
}

/** Removes what killed processes left: stages, and files that were not yet renamed. Only names that we give are touched. */
export function clearRemains(out: string, hasRecord: boolean): void {
  mkdirSync(join(out, stages), { recursive: true });
  for (const name of readdirSync(join(out, stages)).filter((found) => /^\d+-\d+$/.test(found))) {
    endWorker(out, readIfThere(join(out, stages, name, 'worker.pid')) ?? '');
    rmSync(join(out, stages, name), { recursive: true, force: true });
  }
  const unfinished: [folder: string, name: RegExp][] = [[out, /^(record\.json|results\.csv|report\.(md|html))\.\d+$/]];
  // The record is written before any cell or chart: without it these folders may be somebody else's.
  if (hasRecord) unfinished.push([join(out, 'cells'), /\.json\.\d+$/], [join(out, 'charts'), /\.svg\.\d+$/]);
  for (const [folder, ours] of unfinished.filter(([path]) => existsSync(path))) {
    for (const name of readdirSync(folder)) if (ours.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** Who works in a stage, as its file `worker.pid` says: pid, and birth where the system tells. */
export const workerIdentity = (pid: number): string => `${pid} ${birth(pid) ?? ''}`;

/** Ends a worker whose parent was killed: it would disturb what is measured. One whose identity is in doubt is only waited for. */
function endWorker(out: string, identity: string): void {
  const [pid, born] = [Number(identity.split(' ')[0]), identity.split(' ')[1] ?? ''];
  const deadline = Date.now() + 10_000;
  while (pid > 0 && isAlive(pid) && (born === '' ? process.platform !== 'linux' : birth(pid) === born)) {
    if (born !== '') endAtOnce(pid);
    if (Date.now() > deadline) {
      throw new UserError('locked', `a worker of an earlier run (${pid}) still runs`, {
        place: out,
        remedy: `End it: kill ${pid}`,
      });
    }
    pause(20);
  }
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment before, or is not ours to end: then it is waited for.
  }
}

/** Removes the folder of the stages, unless something of others lies in it. */
export function leaveStages(out: string): void {
  try {
    rmdirSync(join(out, stages));
  } catch {
    // Not empty, or gone: neither is ours to mend.
  }
}
