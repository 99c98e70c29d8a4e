import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CellRecord, RunRecord } from '../../src/record.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { compiled } from './compiled.ts';

const script = fileURLToPath(new URL('../suite/toy-run.mjs', import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), 'orchestrate-'));
let base: string;

/** Before all tests of a file: what they start is compiled. */
export async function prepareToyRuns(): Promise<void> {
  base = new URL('../..', await compiled('suite/running/run-to-end.js')).href.replace(/\/$/, '');
}
/** After all of them. */
export const removeToyRuns = (): void => rmSync(folder, { recursive: true, force: true });

export const cell = (id: string, kind = 'sum', needs: string[] = [], settings: Cell['settings'] = { value: 1 }): Cell => ({
  id,
  kind,
  key: {},
  needs,
  settings,
  estimate: { seconds: 1, bytes: 0 },
});
/** Each cell adds the one before it, so that a lost or repeated result shows in every later one. */
export const chain = (length: number, ms = 8): Cell[] =>
  Array.from({ length }, (_, i) => cell(`toy/${i}`, 'sum', i === 0 ? [] : [`toy/${i - 1}`], { value: i + 1, ms }));

export const start = (out: string, cells: readonly Cell[], resume = false): ChildProcess =>
  spawn(process.execPath, [script, base, out, JSON.stringify(cells), resume ? 'resume' : ''], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });

export async function end(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}
export const run = (out: string, cells: readonly Cell[], resume = false) => end(start(out, cells, resume));

export const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;
/** A run without what differs between two attempts: times, memory, hashes of files that hold them. */
export function lasting(out: string): unknown {
  const { attempts, cells, ...head } = read<RunRecord>(out, 'record.json');
  return {
    ...head,
    cells: cells.map(({ file }) => {
      const { startedAt, finishedAt, details, ...rest } = read<CellRecord>(out, file);
      return { file, ...rest };
    }),
    files: readdirSync(out, { recursive: true, encoding: 'utf8' }).sort(),
  };
}
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

export function workerPid(out: string): number | undefined {
  try {
    const stage = readdirSync(join(out, '.stage')).find((name) => existsSync(join(out, '.stage', name, 'worker.pid')));
    const pid =
      stage === undefined ? Number.NaN : Number.parseInt(readFileSync(join(out, '.stage', stage, 'worker.pid'), 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

export const finishedCells = (out: string): number =>
  existsSync(join(out, 'cells')) ? readdirSync(join(out, 'cells')).filter((name) => name.endsWith('.json')).length : 0;

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
