import { describe, expect, it } from 'vitest';
import { judgeNoise } from '../../../src/measuring/noise.ts';
import type { CellRecord, RunRecord } from '../../../src/record.ts';
import type { CostMetric } from '../../../src/report/costs/cost-metric.ts';
import { costMetrics } from '../../../src/report/costs/cost-metrics.ts';
import { differences } from '../../../src/suite/running/differences.ts';
import { withoutTimings } from '../../../src/suite/running/without-timings.ts';

const cell = (change: Partial<CellRecord> = {}): CellRecord => ({
  id: 'a/train',
  kind: 'train',
  key: { model: 'concat' },
  status: 'done',
  figures: [
    { metric: 'training time', unit: 's', value: 1.5 },
    { metric: 'peak memory', unit: 'bytes', value: 100 },
    { metric: 'MRR', unit: 'fraction', value: 0.5, samples: 7 },
    { metric: 'index recall@10', unit: 'fraction', value: 0.9 },
  ],
  samples: [{ name: 'search', unit: 'ms', key: { model: 'concat' }, values: [1, 2, 3] }],
  files: [{ path: 'models/concat/model.json', sha256: 'a'.repeat(64), bytes: 10 }],
  fingerprint: 'f'.repeat(64),
  details: { workerPeakBytes: 5, log: { steps: 10, stepSeconds: 0.5, checkSeconds: 0.1, curve: [{ step: 5, loss: 2 }] } },
  warnings: [
    { code: 'noisy-neighbour', message: 'Other processes used 40 %.', remedy: 'Close them.' },
    { code: 'index-library', message: 'No faiss.', remedy: 'Repair it.' },
  ],
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  ...change,
});

const run = (cells: readonly CellRecord[] = [cell()], change: Partial<RunRecord> = {}) => ({
  cells,
  record: {
    format: 'matchbench-record',
    formatVersion: 1,
    runId: 'one',
    suite: { name: 'toy', baseline: 'dual', threads: 1 },
    warnings: [],
    cells: cells.map(({ id }) => ({ id, file: `cells/${id}.json`, sha256: 'b'.repeat(64) })),
    attempts: [{ startedAt: '2026-01-01T00:00:00.000Z', outcome: 'finished' }],
    ...change,
  } as unknown as RunRecord,
});
const keys = (a: ReturnType<typeof run>, b: ReturnType<typeof run>): string[] => differences(a, b).map(({ key }) => key);
const { figures, details, samples, warnings } = cell();

describe('two runs', () => {
  it('are equal when they differ in run id, attempts, hashes of cells, times, memory, sample counts and doubts about a measurement', () => {
    const other = cell({
      figures: [{ ...figures[0]!, value: 9 }, { ...figures[1]!, value: 9, samples: 3 }, figures[2]!, figures[3]!],
      samples: [{ ...samples[0]!, values: [7] }],
      details: { ...details, workerPeakBytes: 6, log: { ...(details!.log as object), stepSeconds: 9, checkSeconds: 9 } },
      warnings: [warnings[1]!, { code: 'cut-short', message: 'No time.', remedy: 'Wait.' }],
      startedAt: '2026-02-01T00:00:00.000Z',
      finishedAt: '2026-02-01T00:00:01.000Z',
    });
    const again = run([other], { runId: 'two', attempts: [] });
    again.record.cells.forEach((entry) => void Object.assign(entry, { sha256: 'c'.repeat(64) }));
    expect(differences(run(), again)).toEqual([]);
  });

  it.each<[string, Partial<CellRecord>]>([
    ['another accuracy', { figures: [figures[0]!, figures[1]!, { ...figures[2]!, value: 0.6 }, figures[3]!] }],
    ['other samples behind it', { figures: [figures[0]!, figures[1]!, { ...figures[2]!, samples: 8 }, figures[3]!] }],
    ['a figure too many', { figures: [...figures, { metric: 'open time', unit: 'ms', value: 1 }] }],
    ['another file', { files: [{ path: 'models/concat/model.json', sha256: 'd'.repeat(64), bytes: 10 }] }],
    ['another curve', { details: { ...details, log: { ...(details!.log as object), curve: [{ step: 5, loss: 3 }] } } }],
    ['another warning', { warnings: [] }],
    ['another series', { samples: [] }],
    ['another end', { status: 'failed' }],
    ['another print', { fingerprint: 'e'.repeat(64) }],
  ])('differ by %s', (_, change) => expect(keys(run(), run([cell(change)]))).toHaveLength(1));

  it('differ by a part of the head, and by a cell that one lacks', () => {
    expect(keys(run(), run(undefined, { warnings: [warnings[1]!] }))).toEqual(['warnings.0']);
    expect(keys(run(), run([cell(), cell({ id: 'b' })]))).toEqual(['b']);
  });

  it('may differ in the recall of an index only where several threads built it', () => {
    const other = [cell({ figures: [...figures.slice(0, 3), { ...figures[3]!, value: 0.8 }] })];
    expect(keys(run(), run(other))).toHaveLength(1);
    const threaded = { suite: { name: 'toy', baseline: 'dual', threads: 2 } };
    expect(keys(run(undefined, threaded), run(other, threaded))).toEqual([]);
  });

  it('may differ in the file of an index only where several threads built it', () => {
    const kept = (hash: string) => [
      cell({ files: [{ path: 'toys/a/indexes/dual.usearch.safetensors', sha256: hash.repeat(64), bytes: 9 }] }),
    ];
    expect(keys(run(kept('a')), run(kept('b')))).toHaveLength(1);
    const suite = { name: 'toy', baseline: 'dual', threads: 1, serving: { threads: [2] } };
    expect(keys(run(kept('a'), { suite }), run(kept('b'), { suite }))).toEqual([]);
  });

  it.each(Object.entries<CostMetric>(costMetrics))('may differ in %s as its row says', (name, { unit, varies }) => {
    const metric = name.replace('@k', '@10');
    const made = (value: number, threads: number) =>
      run([cell({ figures: [{ metric, unit, value }] })], { suite: { name: 'toy', baseline: 'dual', threads } });
    const isTime = unit === 's' || unit === 'ms';
    expect(keys(made(1, 1), made(2, 1))).toHaveLength(isTime || varies === 'always' ? 0 : 1);
    expect(keys(made(1, 2), made(2, 2))).toHaveLength(isTime || varies !== undefined ? 0 : 1);
  });

  it('may differ in every doubt that noise of the machine gives', () => {
    const quiet = { atMs: 0, cores: 2, ownMs: 0, load: 0, throttledPeriods: 0 };
    const loud = { atMs: 1000, cores: 2, ownMs: 0, load: 9, throttledPeriods: 3 };
    const doubts = [
      ...judgeNoise({ ...quiet, busyMs: 0, stolenMs: 0 }, { ...loud, busyMs: 2000, stolenMs: 900 }),
      ...judgeNoise(quiet, loud),
    ];
    expect(new Set(doubts.map(({ code }) => code))).toEqual(new Set(['noisy-neighbour', 'steal', 'throttled', 'load']));
    expect(keys(run(), run([cell({ warnings: [...warnings, ...doubts] })]))).toEqual([]);
  });

  it('may differ in all that a model trained for a time came to, but not in which cells and files it has', () => {
    const timed = (change: Partial<CellRecord>) => run([cell({ key: { model: 'concat@equal-time' }, ...change })]);
    const other: Partial<CellRecord> = {
      figures: figures.map((figure) => ({ ...figure, value: 0.1 })),
      files: [{ path: 'models/concat/model.json', sha256: 'd'.repeat(64), bytes: 11 }],
      details: { log: { steps: 12 } },
    };
    expect(keys(timed({}), timed(other))).toEqual([]);
    expect(keys(timed({}), timed({ files: [] }))).toHaveLength(1);
    expect(keys(timed({}), timed({ figures: figures.slice(1) }))).toHaveLength(1);
  });

  it('are compared as they are: nothing of what is given changes', () => {
    const given = run();
    const before = structuredClone(given);
    withoutTimings(given);
    expect(given).toEqual(before);
  });
});
