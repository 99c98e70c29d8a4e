import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { createRandom } from '../../src/random.ts';
import type { CellRecord, RunRecord } from '../../src/record.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { compiled } from '../support/compiled.ts';

const script = fileURLToPath(new URL('./toy-run.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-'));
let base: string;
beforeAll(async () => {
  base = new URL('..', await compiled('suite/run-to-end.js')).href.replace(/\/$/, '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cell = (id: string, kind = 'sum', needs: string[] = [], settings: Cell['settings'] = { value: 1 }): Cell => ({
  id,
  kind,
  key: {},
  needs,
  settings,
  estimate: { seconds: 1, bytes: 0 },
});
/** Each cell adds the one before it, so that a lost or repeated result shows in every later one. */
const chain = (length: number, ms = 8): Cell[] =>
  Array.from({ length }, (_, i) => cell(`toy/${i}`, 'sum', i === 0 ? [] : [`toy/${i - 1}`], { value: i + 1, ms }));

const start = (out: string, cells: readonly Cell[], resume = false): ChildProcess =>
  spawn(process.execPath, [script, base, out, JSON.stringify(cells), resume ? 'resume' : ''], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });

async function end(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}
const run = (out: string, cells: readonly Cell[], resume = false) => end(start(out, cells, resume));

const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;
/** A run without what differs between two attempts: times, memory, hashes of files that hold them. */
function lasting(out: string): unknown {
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
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a run over toy cells', () => {
  it('carries out cells in order, hands on what they need, and indexes whole files', async () => {
    const out = join(folder, 'whole');
    const { code, said } = await run(out, chain(3));
    expect(said).toMatch(/3\/3 toy\/2/);
    expect(code).toBe(0);
    const record = read<RunRecord>(out, 'record.json');
    expect(record.cells.map(({ file }) => file)).toEqual(['cells/toy.0.json', 'cells/toy.1.json', 'cells/toy.2.json']);
    expect(record.attempts).toMatchObject([{ outcome: 'finished' }]);
    // 1, then 2 + 1, then 3 + (2 + 1).
    expect(record.cells.map(({ file }) => read<CellRecord>(out, file).figures[0]!.value)).toEqual([1, 3, 6]);
    expect(readFileSync(join(out, 'toy/toy/2/value.txt'), 'utf8')).toBe('6\n');
    const { files } = read<CellRecord>(out, 'cells/toy.2.json');
    expect(files).toMatchObject([{ path: 'toy/toy/2/value.txt', bytes: 2 }]);
    expect(existsSync(join(out, 'run.lock'))).toBe(false);
    expect(existsSync(join(out, '.stage'))).toBe(false);
  });

  it('gives the same record after kills in the middle of cells, apart from times and attempts', async () => {
    const whole = join(folder, 'unbroken');
    const broken = join(folder, 'broken');
    const cells = chain(4, 300);
    await run(whole, cells);
    const random = createRandom(5);
    const landed = new Set<number>();
    // A kill that came between two cells is none; every other leaves its cell to be done again.
    for (let tries = 0; landed.size < 3 && tries < 100; tries++) {
      const child = start(broken, cells, existsSync(join(broken, 'cells')));
      const ended = end(child);
      const wanted = landed.size;
      await until(() => (finishedCells(broken) >= wanted && workerPid(broken) !== undefined) || child.exitCode !== null);
      await new Promise((resolve) => setTimeout(resolve, 250 * random.uniform()));
      child.kill('SIGKILL');
      await ended;
      if (workerPid(broken) !== undefined) landed.add(finishedCells(broken));
    }
    expect(landed.size).toBe(3);
    const { code, said } = await run(broken, cells, true);
    expect(said).not.toMatch(/Error/);
    expect(code).toBe(0);
    expect(lasting(broken)).toEqual(lasting(whole));
    expect(read<RunRecord>(broken, 'record.json').attempts.at(-1)!.outcome).toBe('finished');
  });

  it('does again what was made from other settings, with everything that needs it, and keeps the rest', async () => {
    const out = join(folder, 'changed');
    const cells = [...chain(2), cell('alone')];
    await run(out, cells);
    const before = read<CellRecord>(out, 'cells/alone.json').startedAt;
    const { said } = await run(out, [cell('toy/0', 'sum', [], { value: 100 }), ...cells.slice(1)], true);
    expect(said).toMatch(/1 of them finished before/);
    expect(read<CellRecord>(out, 'cells/toy.1.json').figures[0]!.value).toBe(102);
    expect(read<CellRecord>(out, 'cells/alone.json').startedAt).toBe(before);
  });

  it('does a cell again when a file of it is gone', async () => {
    const out = join(folder, 'gone');
    await run(out, chain(1));
    rmSync(join(out, 'toy'), { recursive: true });
    await run(out, chain(1), true);
    expect(readFileSync(join(out, 'toy/toy/0/value.txt'), 'utf8')).toBe('1\n');
  });

  it('does a cell again when a file of it has other bytes of the same length, with everything that needs it, and keeps the rest', async () => {
    const out = join(folder, 'damaged');
    const cells = [...chain(2), cell('alone')];
    await run(out, cells);
    const before = ['toy.1', 'alone'].map((name) => read<CellRecord>(out, `cells/${name}.json`).startedAt);
    writeFileSync(join(out, 'toy/toy/0/value.txt'), '7\n');
    const { said } = await run(out, cells, true);
    expect(said).toMatch(/1 of them finished before/);
    expect(readFileSync(join(out, 'toy/toy/0/value.txt'), 'utf8')).toBe('1\n');
    expect(read<CellRecord>(out, 'cells/toy.1.json').startedAt).not.toBe(before[0]);
    expect(read<CellRecord>(out, 'cells/alone.json').startedAt).toBe(before[1]);
  });

  it.each([false, true])('refuses a folder with other things in it and leaves it as it was, resume %s', async (resume) => {
    const out = join(folder, `foreign-${resume}`);
    for (const path of ['.stage/theirs', 'notes']) mkdirSync(join(out, path), { recursive: true });
    for (const path of ['.stage/theirs/a', 'notes/b', 'data.json.1']) writeFileSync(join(out, path), path);
    const before = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
    const { code, said } = await run(out, chain(1), resume);
    expect(code).toBe(exitCodes.input);
    expect(said).toMatch(/holds no run but other things/);
    expect(readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()).toEqual(before);
  });

  it('clears what a killed process left, and nothing that we did not name', async () => {
    const out = join(folder, 'remains');
    await run(out, chain(1));
    for (const path of ['.stage/123-0', '.stage/theirs']) mkdirSync(join(out, path), { recursive: true });
    const ours = ['record.json.123', 'cells/toy.0.json.123', '.stage/123-0/a'];
    const theirs = ['data.json.1', '.stage/theirs/a', 'cells/notes.txt'];
    for (const path of [...ours, ...theirs]) writeFileSync(join(out, path), '');
    expect((await run(out, chain(1), true)).code).toBe(0);
    expect(ours.filter((path) => existsSync(join(out, path)))).toEqual([]);
    expect(theirs.filter((path) => existsSync(join(out, path)))).toEqual(theirs);
  });

  it('refuses a folder that holds a run, unless told to resume', async () => {
    const out = join(folder, 'twice');
    await run(out, chain(1));
    const { code, said } = await run(out, chain(1));
    expect(code).toBe(exitCodes.input);
    expect(said).toMatch(/already holds a run/);
  });

  it('does not start anew when told to go on where no run is', async () => {
    const out = join(folder, 'nothing');
    const { code, said } = await run(out, chain(1), true);
    expect(code).toBe(exitCodes.input);
    expect(said).toMatch(/there is no run to go on with/);
    expect(existsSync(out)).toBe(false);
  });

  it('ends by Ctrl-C, says so in the record, and leaves no lock or worker', async () => {
    const out = join(folder, 'interrupted');
    const child = start(out, [cell('first'), cell('second', 'hang')]);
    const ended = end(child);
    await until(() => existsSync(join(out, 'cells/first.json')) && workerPid(out) !== undefined);
    const worker = workerPid(out)!;
    const asked = Date.now();
    child.kill('SIGINT');
    const { code, said } = await ended;
    expect(code).toBe(exitCodes.interrupted);
    expect(said.match(/told to end/g)).toHaveLength(1);
    // Two seconds where nothing else is done; bench/faults measures it.
    expect(Date.now() - asked).toBeLessThan(30_000);
    expect(() => process.kill(worker, 0)).toThrow('ESRCH');
    expect(existsSync(join(out, 'run.lock'))).toBe(false);
    const record = read<RunRecord>(out, 'record.json');
    expect(record.attempts).toMatchObject([{ outcome: 'interrupted', finishedAt: expect.any(String) }]);
    expect(record.cells.map(({ id }) => id)).toEqual(['first']);
  });

  it('refuses a second process in the same folder, and takes over from one that is dead', async () => {
    const out = join(folder, 'locked');
    const first = start(out, [cell('only', 'hang')]);
    const firstEnd = end(first);
    await until(() => existsSync(join(out, 'run.lock')) && workerPid(out) !== undefined);
    const second = await run(out, chain(1), true);
    expect(second.code).toBe(exitCodes.locked);
    expect(second.said).toMatch(`another process (${first.pid}`);
    // Its worker hears nothing of it, and is ended by the next run.
    const worker = workerPid(out)!;
    first.kill('SIGKILL');
    await firstEnd;
    expect(existsSync(join(out, 'run.lock'))).toBe(true);
    expect((await run(out, chain(1), true)).code).toBe(0);
    await until(() => !isRunning(worker));
  });

  it('records a killed, a hanging and a broken worker as failed, with those that need them, and goes on', async () => {
    const out = join(folder, 'failing');
    const cells = [
      cell('killed', 'die'),
      cell('needing', 'sum', ['killed']),
      cell('hanging', 'hang', [], { limitSeconds: 1 }),
      cell('broken', 'throw'),
      cell('crashed', 'crash'),
      cell('greedy', 'memory'),
      cell('lonely', 'unloadable'),
      cell('waiting', 'sum', ['lonely']),
      cell('fine'),
    ];
    const { code, said } = await run(out, cells);
    expect(code).toBe(exitCodes.internal);
    expect(said).toMatch(/killed .*FAILED/);
    const failure = (id: string) => read<CellRecord>(out, `cells/${id}.json`).failure?.message;
    expect(failure('killed')).toBe('the worker ended early, killed by SIGKILL (as the system does when memory runs out)');
    expect(failure('needing')).toBe('not carried out, because killed failed');
    expect(failure('hanging')).toBe('the worker hung: it was stopped after 1 s');
    expect(failure('broken')).toMatch(/^Error: a toy broke/);
    expect(failure('crashed')).toMatch(
      process.platform === 'win32' ? /ended early/ : /killed by SIGABRT \(as a native library does/,
    );
    expect(failure('greedy')).toBe('memory ran out (Array buffer allocation failed)');
    expect(failure('lonely')).toMatch(/^the package a-package-that-is-not-there cannot be loaded on this machine/);
    const { remedy } = read<CellRecord>(out, 'cells/lonely.json').failure!;
    expect(remedy).toMatch(/npm run setup; matchbench doctor/);
    expect(failure('fine')).toBeUndefined();
    const kind = (id: string) => read<CellRecord>(out, `cells/${id}.json`).failure?.kind;
    expect(['killed', 'needing', 'hanging', 'broken'].map(kind)).toEqual(Array(4).fill('internal'));
    // What waited for a cell fails of what that failed of.
    expect(['greedy', 'lonely', 'waiting'].map(kind)).toEqual(Array(3).fill('environment'));
    expect(read<RunRecord>(out, 'record.json').attempts).toMatchObject([{ outcome: 'failed' }]);
    const mended = await run(out, [cell('killed'), ...cells.slice(1, 2)], true);
    expect(mended.code).toBe(0);
  });

  it('waits for a lock that is not yet written, and takes it over when nobody ever writes it', async () => {
    const out = join(folder, 'unwritten');
    mkdirSync(join(out, 'cells'), { recursive: true });
    writeFileSync(join(out, 'run.lock'), '');
    expect((await run(out, chain(1))).code).toBe(0);
  });

  it('ends when OUT is removed, makes nothing of it again, and starts anew', async () => {
    const out = join(folder, 'removed');
    const cells = [cell('first'), cell('second', 'sum', [], { value: 1, ms: 400 }), cell('third')];
    const child = start(out, cells);
    const ended = end(child);
    await until(() => existsSync(join(out, 'cells/first.json')) && workerPid(out) !== undefined);
    // Away at once: something may be written there while it is emptied.
    renameSync(out, join(folder, 'moved-away'));
    const { code, said } = await ended;
    expect(code).toBe(exitCodes.storage);
    expect(said).toMatch(/it does not exist|folder does not exist|folder was removed/);
    expect(existsSync(out)).toBe(false);
    expect((await run(out, cells)).code).toBe(0);
  });

  it('stops with a storage error when a worker meets a full disk', async () => {
    const { code, said } = await run(join(folder, 'full'), [cell('full', 'full'), cell('never')]);
    expect(code).toBe(exitCodes.storage);
    expect(said).toMatch(/disk is full/);
    expect(existsSync(join(folder, 'full/cells/never.json'))).toBe(false);
  });

  it('refuses a place that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await run(join(folder, 'file', 'out'), chain(1))).code).toBe(exitCodes.storage);
    if (process.platform === 'linux') {
      const { code, said } = await run('/proc/matchbench/out', chain(1));
      expect(code).toBe(exitCodes.storage);
      expect(said).toMatch(/cannot be written/);
    }
    if (process.getuid?.() === 0) return;
    mkdirSync(join(folder, 'read-only'), { mode: 0o555 });
    expect((await run(join(folder, 'read-only', 'out'), chain(1))).code).toBe(exitCodes.storage);
  });
});

function workerPid(out: string): number | undefined {
  try {
    const stage = readdirSync(join(out, '.stage')).find((name) => existsSync(join(out, '.stage', name, 'worker.pid')));
    const pid =
      stage === undefined ? Number.NaN : Number.parseInt(readFileSync(join(out, '.stage', stage, 'worker.pid'), 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

const finishedCells = (out: string): number =>
  existsSync(join(out, 'cells')) ? readdirSync(join(out, 'cells')).filter((name) => name.endsWith('.json')).length : 0;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
