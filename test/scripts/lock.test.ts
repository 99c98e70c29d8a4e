import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLock } from '../../scripts/setup/lock.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matchbench-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const own = (owner: object): void => writeFileSync(join(folder, 'lock'), JSON.stringify(owner));
const age = (seconds: number): void => utimesSync(join(folder, 'lock'), new Date(), new Date(Date.now() - seconds * 1000));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the lock of set-up', () => {
  test('lets one process in at a time, and all in the end', async () => {
    const lock = new URL('../../scripts/setup/lock.mjs', import.meta.url).href;
    const script = `
      import { readFileSync, writeFileSync } from 'node:fs';
      const { withLock } = await import(${JSON.stringify(lock)});
      await withLock('.', () => {}, async () => {
        const count = Number(readFileSync('count', 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        writeFileSync('count', String(count + 1));
      });`;
    writeFileSync(join(folder, 'count'), '0');
    // A lock that is stale from the start: all of them try to replace it at once.
    own({ pid: deadPid(), host: hostname() });
    const ends = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, stdio: 'inherit' });
      return new Promise((resolve) => child.on('close', resolve));
    });
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('6');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('of a dead process is replaced', async () => {
    own({ pid: deadPid(), host: hostname() });
    expect(
      await withLock(
        folder,
        () => {},
        async () => 'done',
      ),
    ).toBe('done');
  });

  test('of a killed process holds as long as the program it started', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    own({ pid: deadPid(), host: hostname(), child: child.pid });
    const waits: string[] = [];
    const result = withLock(
      folder,
      (owner) => waits.push(owner),
      async () => 'done',
    );
    await pause(800);
    expect(waits).toHaveLength(1);
    child.kill();
    expect(await result).toBe('done');
  });

  test('of another machine, or of a reused process id, holds until it has been silent for a minute', async () => {
    for (const owner of [
      { pid: 1, host: 'elsewhere.invalid' },
      { pid: process.pid, host: hostname() },
    ]) {
      own(owner);
      age(30);
      let entered = false;
      const result = withLock(
        folder,
        () => {},
        async () => {
          entered = true;
        },
      );
      await pause(300);
      expect(entered).toBe(false);
      age(61);
      await result;
    }
  });

  test('that was cut off while being written is replaced, and released when the work fails', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'lock'), '');
    age(10);
    const failure = withLock(
      folder,
      () => {},
      () => Promise.reject(new Error('no disk')),
    );
    await expect(failure).rejects.toThrow('no disk');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});
