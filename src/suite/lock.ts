import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from '../files/storage-error.ts';
import { readIfThere } from './read-if-there.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Start of the process in clock ticks since boot, where the system tells it: a pid may be given out again. */
  readonly born?: string;
}

/** Field 22 of /proc/<pid>/stat; the command name before it may hold spaces and ends at the last parenthesis. */
function birth(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether the process still runs. A process of another user counts as running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) && owner.pid > 0 && typeof owner.host === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** A lock without readable content: another process is about to write it, unless that was long ago. */
function isAbandoned(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > 5_000;
}

const isGone = (owner: Owner): boolean =>
  owner.host === hostname() && (!isAlive(owner.pid) || (owner.born !== undefined && birth(owner.pid) !== owner.born));

/**
 * Takes the folder for this process and returns what gives it back. A lock whose process is gone is taken over. Throws a `UserError` of kind
 * `locked` when another process has it.
 */
export function takeLock(folder: string): () => void {
  const path = join(folder, 'run.lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), born: birth(process.pid) } satisfies Owner);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx', flush: true });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(error, path, 'written');
    }
    const theirs = readIfThere(path);
    const owner = theirs === undefined ? undefined : parseOwner(theirs);
    const stale = owner === undefined ? isAbandoned(path) : isGone(owner);
    if ((theirs !== undefined && !stale) || attempt === 10) {
      throw new UserError(
        'locked',
        `another process${owner ? ` (${owner.pid} on ${owner.host})` : ''} is working in this folder`,
        {
          place: folder,
          remedy: `Wait for it or choose another --out; if that process is gone for certain, delete ${path}.`,
        },
      );
    }
    // Unchanged since it was judged stale, or another process has just taken it over.
    if (stale && readIfThere(path) === theirs) rmSync(path, { force: true });
  }
  if (readIfThere(path) !== mine)
    throw new UserError('locked', 'another process took this folder at the same moment', { place: folder });
  return () => {
    if (readIfThere(path) === mine) rmSync(path, { force: true });
  };
}
