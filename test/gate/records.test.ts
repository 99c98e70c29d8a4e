import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/gate/config.ts';
import { gateRecords } from '../../src/gate/records.ts';
import { exitCodeOf } from '../../src/gate/result.ts';
import type { CellRecord } from '../../src/record.ts';
import { readGateResult } from '../../src/report/record/gate-result.ts';
import { evenQueries, latencies, type SyntheticRun, syntheticAccuracy, writeSyntheticRun } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config = configSchema.parse({}).gate;
const finished = [{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:01:00Z', outcome: 'finished' as const }];
const trained = (model: string, seed: number, weights: string): CellRecord => ({
  id: `train/${model}/${seed}`,
  kind: 'train',
  key: { dataset: 'toys', model, seed },
  status: 'done',
  figures: [],
  samples: [],
  files: [{ path: 'model.onnx', sha256: weights.repeat(64), bytes: 1 }],
  fingerprint: '0'.repeat(64),
  warnings: [],
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
});
const latencyCell = (ms: number) => ({
  id: 'latency/tower',
  kind: 'latency',
  samples: [latencies('end to end', { model: 'tower', scorer: 'exact', direction: 'left-right', dataset: 'toys' }, ms)],
});

async function run(
  changes: SyntheticRun = {},
  edit: (record: { formatVersion: number; datasets: { hash: string }[]; machine: { id: string } }) => void = () => {},
): Promise<string> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, {
    attempts: finished,
    accuracy: syntheticAccuracy(1, 2),
    cells: [trained('fusion', 0, 'a')],
    ...changes,
  });
  const file = join(dir, 'record.json');
  const record = JSON.parse(await readFile(file, 'utf8'));
  edit(record);
  await writeFile(file, JSON.stringify(record));
  return dir;
}
const gate = async (base: string[], head: string[], allowOtherMachine = false) =>
  gateRecords({ base, head, config, allowOtherMachine });
const timed = (ms: number, machine = '0') =>
  run({ cells: [trained('fusion', 0, 'a'), latencyCell(ms)] }, (record) => {
    record.machine.id = machine.repeat(64);
  });

describe('a gate on records', () => {
  test('passes a run against itself, query by query', async () => {
    const [base, head] = [await run(), await run()];
    const result = await gate([base], [head]);
    expect(result).toMatchObject({ verdict: 'pass', mode: 'records' });
    expect(result.metrics.map(({ name }) => name)).toContain('nDCG@10 toys fusion');
    expect(result.metrics.every(({ samplesAre }) => samplesAre === 'families')).toBe(true);
  });

  test('gives what a report reads again, whatever its verdict', async () => {
    const path = join(await temporaryFolder(), 'gate.json');
    const runs = async (ms: number) => Promise.all(Array.from({ length: 10 }, (_, i) => timed(ms * (1 + i / 500))));
    const results = [await gate(await runs(10), await runs(13)), await gate([await timed(10)], [await timed(11)])];
    for (const result of results) {
      const text = JSON.stringify(result);
      await writeFile(path, text);
      expect(readGateResult(path)).toEqual(JSON.parse(text));
    }
  });

  test('fails a head that ranks worse with the same weights', async () => {
    const accuracy = (rank: number) =>
      [...syntheticAccuracy(1, 2)].map((one) =>
        one.model === 'fusion'
          ? { ...one, directions: { 'left-right': evenQueries(rank, 30), 'right-left': evenQueries(rank, 30) } }
          : one,
      );
    const result = await gate([await run({ accuracy: accuracy(1) })], [await run({ accuracy: accuracy(3) })]);
    expect(result.verdict).toBe('fail');
    expect(result.metrics[0]).toMatchObject({ name: expect.stringMatching(/nDCG@10/), verdict: 'fail' });
    expect(exitCodeOf(result.verdict, 'tell')).toBe(1);
  });

  test('is inconclusive where head has other weights and fewer seeds than can say anything', async () => {
    const result = await gate([await run()], [await run({ cells: [trained('fusion', 0, 'b')] })]);
    expect(result.verdict).toBe('inconclusive');
    const retrained = result.metrics.find(({ name }) => name === 'nDCG@10 retrained toys fusion');
    expect(retrained?.reason ?? '').toBe('1 seed is too few to say anything');
    expect(result.notes.join()).toContain('other weights');
  });

  test('has nothing to say about speed of fewer runs than it needs, and exits with 2', async () => {
    const result = await gate([await timed(10)], [await timed(11)]);
    const latency = result.metrics.find(({ name }) => name.startsWith('latency'));
    expect(latency).toMatchObject({ verdict: 'inconclusive', reason: '1 pair is too few to say anything' });
    expect(exitCodeOf(result.verdict, 'tell')).toBe(2);
  });

  test('judges speed of ten runs of either side', async () => {
    const runs = async (ms: number) => Promise.all(Array.from({ length: 10 }, (_, i) => timed(ms * (1 + i / 500))));
    const result = await gate(await runs(10), await runs(13));
    expect(result.metrics.find(({ name }) => name.startsWith('latency'))).toMatchObject({ verdict: 'fail', samples: 10 });
  });

  test('says nothing of nine runs of either side, nor of four seeds, however clear', async () => {
    const runs = async (ms: number) => Promise.all(Array.from({ length: 9 }, (_, i) => timed(ms * (1 + i / 500))));
    const speed = (await gate(await runs(10), await runs(13))).metrics.find(({ name }) => name.startsWith('latency'));
    expect(speed).toMatchObject({ verdict: 'inconclusive', reason: '9 pairs are too few to say anything' });
    const seeds = async (rank: number, weights: string) =>
      run({ accuracy: syntheticAccuracy(4, rank), cells: [trained('fusion', 0, weights)] });
    const accuracy = (await gate([await seeds(1, 'a')], [await seeds(9, 'b')])).metrics.find(
      ({ samplesAre }) => samplesAre === 'seeds',
    );
    expect(accuracy).toMatchObject({ verdict: 'inconclusive', reason: '4 seeds are too few to say anything' });
  });

  test('refuses speeds of other machines, or says so where that is asked for', async () => {
    const [base, head] = [await timed(10, '1'), await timed(10, '2')];
    await expect(gate([base], [head])).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('2 machines: 111111111111, 222222222222'),
      remedy: expect.stringContaining('--allow-other-machine'),
    });
    expect((await gate([base], [head], true)).notes.join()).toMatch(/Speeds of 2 machines are compared/);
  });

  test('judges accuracy across machines where there are no speeds', async () => {
    const elsewhere = await run({}, (record) => {
      record.machine.id = '7'.repeat(64);
    });
    expect((await gate([await run()], [elsewhere])).verdict).toBe('pass');
  });

  test('refuses other data by its hashes', async () => {
    const other = await run({}, (record) => {
      record.datasets[0]!.hash = 'f'.repeat(64);
    });
    await expect(gate([await run()], [other])).rejects.toThrow(
      /different data: toys: its hash is 000000000000 on base and ffffffffffff/,
    );
  });

  test('refuses another suite by what differs, but not by its words', async () => {
    const other = await run({ suite: { threads: 1, description: 'x' } });
    await expect(gate([await run({ suite: { threads: 2 } })], [other])).rejects.toThrow(/other suites: threads differs/);
    const words = [await run({ suite: { description: 'a' } }), await run({ suite: { description: 'b' } })];
    expect((await gate([words[0]!], [words[1]!])).verdict).toBe('pass');
  });

  test('refuses a record of another format version with its number', async () => {
    const newer = await run({}, (record) => {
      record.formatVersion = 2;
    });
    await expect(gate([await run()], [newer])).rejects.toThrow(/format version 2; this program reads version 1/);
  });

  test('refuses a metric or a model that only base has, and lists what only head has', async () => {
    await expect(gate([await timed(10)], [await run()])).rejects.toThrow(
      /base measures what head does not: latency toys tower exact left-right/,
    );
    const without = syntheticAccuracy(1, 2).filter(({ model }) => model !== 'fusion');
    await expect(gate([await run()], [await run({ accuracy: without })])).rejects.toThrow(/head does not: nDCG@10 toys fusion/);
    expect((await gate([await run()], [await timed(10)])).notes.join()).toContain('Only head measures latency');
  });

  test('takes a failed cell or an unfinished run for an error, never for a pass', async () => {
    const failed = { ...trained('fusion', 0, 'a'), status: 'failed' as const, failure: { message: 'memory ran out' } };
    await expect(gate([await run()], [await run({ cells: [failed] })])).rejects.toThrow(
      /train\/fusion\/0 of this run failed: memory ran out/,
    );
    await expect(gate([await run()], [await run({ attempts: [{ ...finished[0]!, outcome: 'interrupted' }] })])).rejects.toThrow(
      /not finished/,
    );
  });
});
