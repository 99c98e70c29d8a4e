import { rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { storageError } from '../../files/storage-error.ts';
import { pause } from './pause.ts';
import { birth, isAlive } from './process-identity.ts';
import { readIfThere } from './read-if-there.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** A pid may be given out again. */
  readonly born?: string;
}

/** This process' hold on a folder. */
export interface Lock {
  /** Whether the folder is still there and still this process'. */
  isHeld(): boolean;
  release(): void;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) && owner.pid > 0 && typeof owner.host === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** A lock without readable content: another process is about to write it, unless that was long ago, when it died in between. */
function isAbandoned(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Math.abs(Date.now() - stat.mtimeMs) > 2_000;
}

const isGone = (owner: Owner): boolean =>
  owner.host === hostname() && (!isAlive(owner.pid) || (owner.born !== undefined && birth(owner.pid) !== owner.born));

/**
 * Takes the folder for this process. A lock whose process is gone is taken over. Throws a `UserError` of kind `locked` when another process
 * has it.
 */
export function takeLock(folder: string): Lock {
  const path = join(folder, 'run.lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), born: birth(process.pid) } satisfies Owner);
  for (let attempt = 0; ; ) {
    try {
      writeFileSync(path, mine, { flag: 'wx', flush: true });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(error, path, 'written');
    }
    const theirs = readIfThere(path);
    const owner = theirs === undefined ? undefined : parseOwner(theirs);
    const stale = owner === undefined ? isAbandoned(path) : isGone(owner);
    if (theirs !== undefined && owner === undefined && !stale) {
      pause(50);
      continue;
    }
    if ((theirs !== undefined && !stale) || attempt++ === 10) {
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
  const isHeld = (): boolean => readIfThere(path) === mine;
  return {
    isHeld,
    release() {
      try {
        if (isHeld()) rmSync(path, { force: true });
      } catch {
        // A lock that a dead process leaves is taken over.
      }
    },
  };
}
