import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { storageError } from '../files/storage-error.ts';
import { refusal } from './refusal.ts';

/** Refuses a place where something is already, an empty folder apart. Throws a `UserError`. */
export function refuseTaken(out: string): void {
  let taken: boolean;
  try {
    taken = existsSync(out) && readdirSync(out).length > 0;
  } catch (cause) {
    throw storageError(cause, out, 'written');
  }
  if (taken) throw refusal(out, 'There is something in this folder already.', 'Choose another folder, or remove what is there.');
}

/**
 * Lets `fill` write a folder beside `out` and gives it that name when it is whole: `out` is there with all its files, or not at all. What a killed process left
 * is cleared first. Throws a `UserError` of kind `input` where something is there already, `storage`, and whatever `fill` throws.
 */
export async function withStagedFolder<T>(out: string, fill: (dir: string) => Promise<T>): Promise<T> {
  const target = resolve(out);
  refuseTaken(target);
  makeFolder(dirname(target));
  const staged = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  try {
    for (const left of leftovers(target)) await rm(left, { recursive: true, force: true });
    makeFolder(staged);
    const filled = await fill(staged);
    await rm(target, { recursive: true, force: true });
    await rename(staged, target);
    return filled;
  } catch (cause) {
    throw storageError(cause, out, 'written');
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** Folders that processes left which are no more. */
function leftovers(target: string): string[] {
  const start = `.${basename(target)}.partial-`;
  return readdirSync(dirname(target))
    .filter((name) => name.startsWith(start) && !isRunning(Number(name.slice(start.length))))
    .map((name) => join(dirname(target), name));
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
