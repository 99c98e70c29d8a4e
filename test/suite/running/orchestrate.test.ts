import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random.ts';
import type { CellRecord, RunRecord } from '../../../src/record.ts';
import {
  cell,
  chain,
  end,
  finishedCells,
  folder,
  lasting,
  prepareToyRuns,
  read,
  removeToyRuns,
  run,
  start,
  until,
  workerPid,
} from '../../support/toy-run.ts';

describe('a run over toy cells', () => {
  beforeAll(prepareToyRuns);
  afterAll(removeToyRuns);

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
});
