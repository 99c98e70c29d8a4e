import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/errors.ts';
import type { CellRecord, RunRecord } from '../../../src/record.ts';
import {
  cell,
  chain,
  end,
  folder,
  isRunning,
  prepareToyRuns,
  read,
  removeToyRuns,
  run,
  start,
  until,
  workerPid,
} from '../../support/toy-run.ts';

describe('a run over toy cells that is ended or fails', () => {
  beforeAll(prepareToyRuns);
  afterAll(removeToyRuns);

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

  it('fails a cell that is not told what it needs, by the file and the place in it', async () => {
    const out = join(folder, 'untold');
    expect((await run(out, [cell('maker'), cell('asker', 'answer', ['maker'])])).code).toBe(exitCodes.internal);
    expect(read<CellRecord>(out, 'cells/asker.json').failure).toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/^The cell maker is not as expected: details\.answer: /),
      place: join(out, 'cells/maker.json'),
      remedy: 'Remove this file, and run the suite again with --resume.',
    });
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
