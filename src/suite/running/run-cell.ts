import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExitKind, UserError } from '../../errors.ts';
import { storageError } from '../../files/storage-error.ts';
import type { Cell, CellResult } from '../cell.ts';
import { workerIdentity } from './out-folder.ts';
import type { Assignment, Report } from './serve.ts';
import { describeDeath } from './worker-death.ts';

/** How a worker ended. */
export type CellOutcome =
  | { readonly type: 'result'; readonly result: CellResult; readonly peakBytes: number }
  | {
      readonly type: 'failure';
      readonly kind: ExitKind;
      readonly message: string;
      readonly place?: string;
      readonly remedy?: string;
    }
  | { readonly type: 'interrupted' };

export interface CellProcess {
  /** The module that a fresh process runs; it calls `serve`. */
  readonly worker: URL;
  readonly out: string;
  readonly stage: string;
  readonly datasets: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly allowFallback?: boolean;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, note?: string) => void;
}

/** Lines of a worker's standard error that a failure quotes. */
const quotedLines = 12;

/** Carries out one cell in a fresh process and waits for its end. Never rejects: whatever happens to the worker is an outcome. */
export function runCell(cell: Cell, settings: CellProcess): Promise<CellOutcome> {
  const { out, stage, datasets, allowFallback = false, limitSeconds, signal } = settings;
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ type: 'interrupted' });
      return;
    }
    const child = forkWorker(cell, settings);
    const said = lastLines(child);
    let outcome: CellOutcome | undefined;
    const end = (final: CellOutcome): void => {
      outcome ??= final;
      child.kill('SIGKILL');
    };
    const onAbort = (): void => end({ type: 'interrupted' });
    signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => end(hung(cell, limitSeconds)), limitSeconds * 1_000);

    child.on('message', (report: Report) => {
      if (report.type === 'ready') child.send({ cell, out, stage, datasets, allowFallback } satisfies Assignment);
      else if (report.type === 'progress') settings.onProgress(report.fraction, report.note);
      else outcome ??= report;
    });
    child.on('error', (error) => {
      outcome ??= { type: 'failure', kind: 'environment', message: `no worker could be started: ${error.message}` };
      if (child.pid === undefined) finish();
    });
    const unwritten = child.pid === undefined ? undefined : writeIdentity(stage, child.pid);
    if (unwritten !== undefined) end(unwritten);
    child.on('close', (code, killer) => {
      outcome ??= { type: 'failure', kind: 'internal', place: cell.id, ...describeDeath(code, killer, said) };
      finish();
    });
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome!);
    };
  });
}

/** Libraries with threads of their own read how many from the environment before they are loaded, so each number of threads is a process of its own. */
const forkWorker = ({ id }: Cell, { worker, threads }: CellProcess): ChildProcess =>
  fork(worker, [id], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      OMP_NUM_THREADS: String(threads),
      OPENBLAS_NUM_THREADS: String(threads),
      MKL_NUM_THREADS: String(threads),
    },
  });

/** What a process says at last, in a list that goes on changing while it runs. */
function lastLines({ stdout, stderr }: ChildProcess): readonly string[] {
  const said: string[] = [];
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said.push(...text.split('\n').filter((line) => line.trim() !== ''));
      said.splice(0, said.length - quotedLines);
    });
  }
  return said;
}

/** Says in the stage which process works there, for the next run to end it if it outlives this one; the failure where that cannot be written. */
function writeIdentity(stage: string, pid: number): CellOutcome | undefined {
  const path = join(stage, 'worker.pid');
  try {
    writeFileSync(path, workerIdentity(pid));
    return undefined;
  } catch (cause) {
    const error = storageError(cause, path, 'written');
    const { message, place, remedy } = error instanceof UserError ? error : new UserError('storage', String(error));
    return { type: 'failure', kind: 'storage', message, place, remedy };
  }
}

const hung = ({ id }: Cell, limitSeconds: number): CellOutcome => ({
  type: 'failure',
  kind: 'internal',
  message: `the worker hung: it was stopped after ${Math.round(limitSeconds)} s`,
  place: id,
  remedy: '--resume tries it again; if it needs that long, set cellMinutes in the suite of a new run, or make the cell smaller.',
});
