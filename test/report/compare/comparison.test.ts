import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CellRecord, Figure, RunRecord, SampleSeries } from '../../../src/record.ts';
import { compareRuns } from '../../../src/report/compare/comparison.ts';
import { comparisonMarkdown, comparisonSummary } from '../../../src/report/compare/comparison-text.ts';
import { perMillion, priceOf, readPrices } from '../../../src/report/compare/prices.ts';
import type { Device } from '../../../src/types.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hash = (letter: string): string => letter.repeat(64);
const machine = {
  id: hash('a'),
  cpu: 'a processor',
  cores: 2,
  memoryBytes: 2 ** 30,
  platform: 'linux',
  architecture: 'x64',
  node: 'v20',
  libraries: { 'onnxruntime-node': '1.30.0' },
  cpuFlags: [],
};

interface Run {
  readonly device?: Device;
  readonly weights?: string;
  readonly dataset?: string;
  /** Milliseconds of a query, and of a batch by its size, over 100 candidates. */
  readonly queryMs?: number;
  readonly batchMs?: Readonly<Record<number, number>>;
  readonly failed?: boolean;
}

/** A run of one tower that measured latency and batches, with 12 equal samples each. */
function run({ device = 'cpu', weights = 'b', dataset = 'c', queryMs = 2, batchMs = {}, failed = false }: Run) {
  const key = { model: 'dual-cosine', dataset: 'toys', split: 'a', seed: 0, device } as const;
  const cell = (kind: string, more: Partial<CellRecord>): CellRecord => ({
    id: `toys/a/dual-cosine/seed-0/${kind}`,
    kind,
    key: { dataset: 'toys', split: 'a', model: 'dual-cosine', seed: 0 },
    status: 'done',
    figures: [],
    samples: [],
    files: [],
    fingerprint: hash('f'),
    warnings: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    ...more,
  });
  const at = (leftCount: number) => ({ ...key, scorer: 'exact', direction: 'left-right', leftCount, rightCount: 100 }) as const;
  const series = (name: string, leftCount: number, ms: number): SampleSeries => ({
    name,
    unit: 'ms',
    key: at(leftCount),
    values: Array<number>(12).fill(ms),
  });
  const quality: Figure = {
    ...key,
    direction: 'left-right',
    metric: 'nDCG@10',
    unit: 'fraction',
    value: 0.5,
    leftCount: 50,
    rightCount: 100,
  };
  const use = { device, sessions: 1, operations: { WebGpuExecutionProvider: 7 }, elsewhere: [] };
  const cells = [
    cell('train', { details: { folder: 'm' }, files: [{ path: 'm/left.onnx', sha256: hash(weights), bytes: 1 }] }),
    cell('accuracy', { figures: [quality] }),
    // Fewer candidates are easier: no quality of those that were timed.
    cell('quality', {
      figures: [quality, { ...quality, rightCount: 25, value: 0.9 }].map((one) => ({ ...one, scorer: 'exact' })),
    }),
    failed
      ? cell('latency', { status: 'failed', failure: { message: 'other answers <b>' } })
      : cell('latency', {
          key: { dataset: 'toys', model: 'dual-cosine', scorer: 'exact' },
          samples: [series('end to end', 50, queryMs)],
          details: { warmUps: [{ ms: 30 }, { ms: 40 }], ...(device === 'cpu' ? {} : { deviceUse: use }) },
        }),
    cell('batch', {
      samples: Object.entries(batchMs).flatMap(([batch, ms]) => [
        series('batch', Number(batch), ms),
        ...(device === 'cpu' ? [] : [series('transfer', Number(batch), 1)]),
      ]),
    }),
  ];
  const record = {
    runId: 'r',
    suite: { name: 's', baseline: 'dual-cosine', device, threads: 1 },
    datasets: [{ name: 'toys', version: '1', hash: hash(dataset) }],
    machine,
    warnings: [],
  } as unknown as RunRecord;
  return { record, cells };
}

const cpu = { name: 'cpu', loaded: run({ batchMs: { 1: 2, 8: 16, 64: 128 } }) };
const gpu = (more: Run = {}) => ({
  name: 'gpu',
  loaded: run({ device: 'webgpu', queryMs: 4, batchMs: { 1: 4, 8: 8, 64: 10 }, ...more }),
});

describe('a comparison', () => {
  test('of the same weights is closed, and says by which provider the operations ran', () => {
    const { systems } = compareRuns([cpu, gpu()]);
    expect(systems.map(({ division }) => division)).toEqual(['closed', 'closed']);
    expect(systems[0]!.operations).toBeUndefined();
    expect(systems[1]!.operations).toEqual({ WebGpuExecutionProvider: 7 });
  });

  test('of other weights is open and names the models; of other data it is none', () => {
    const { systems } = compareRuns([cpu, gpu({ weights: 'd' })]);
    expect(systems[1]).toMatchObject({ division: 'open', differing: ['toys a dual-cosine 0'] });
    expect(() => compareRuns([cpu, gpu({ dataset: 'e' })])).toThrow('the data set toys of gpu is not that of cpu');
  });

  test('finds the batch at which the other overtakes, and throughput as queries a second of a batch', () => {
    const { batches, overtaking } = compareRuns([cpu, gpu()]);
    expect(batches.map(({ batch, systems }) => [batch, ...systems.map(({ throughput }) => throughput!.value)])).toEqual([
      [1, 500, 250],
      [8, 500, 1000],
      [64, 500, 6400],
    ]);
    expect(overtaking).toMatchObject([
      { over: 'queries at once', candidates: 100, system: 'gpu', found: { from: 8, smallest: 1, largest: 64 } },
    ]);
    expect(batches[0]!.systems.map(({ transfer }) => transfer?.value)).toEqual([undefined, 1]);
  });

  test('states the quickest of equal quality over as many candidates, with warm-up beside the latencies', () => {
    const { latency, equalQuality } = compareRuns([cpu, gpu()]);
    expect(latency[0]!.systems.map(({ p50, warmUpMs }) => [p50!.value, warmUpMs])).toEqual([
      [2, 40],
      [4, 40],
    ]);
    expect(equalQuality).toMatchObject([{ floor: 0.495, systems: [{ quality: 0.5, p50: { value: 2 } }, { p50: { value: 4 } }] }]);
  });

  test('leaves out what failed, and tells why, harmlessly', () => {
    const comparison = compareRuns([cpu, gpu({ failed: true })]);
    expect(comparison.latency[0]!.systems[1]).toEqual({});
    expect(comparison.equalQuality[0]!.systems[1]).toBeUndefined();
    const text = comparisonMarkdown(comparison, 'again');
    expect(text).toContain('other answers &lt;b&gt;');
    expect(text).toContain('none reaches it');
    expect(comparisonSummary(comparison)).toContain('failed, and missing above: toys/a/dual-cosine/seed-0/latency');
  });

  test('states what a million queries cost where there is a price', () => {
    const prices = { currency: 'EUR', asOf: '2026-01-31', prices: [{ machine: 'aaaaaaaa', perHour: 3.6 }] };
    // 3.6 an hour is 0.001 a second; 500 queries a second.
    expect(compareRuns([cpu, gpu()], prices).batches[0]!.systems[0]!.pricePerMillion).toBeCloseTo(2, 9);
    expect(compareRuns([cpu, gpu()], prices).latency[0]!.systems[0]!.pricePerMillion).toBeCloseTo(2, 9);
    expect(compareRuns([cpu, gpu()]).latency[0]!.systems[0]!.pricePerMillion).toBeUndefined();
  });
});

describe('prices', () => {
  test('of a device go before those of its machine, and none is taken from another machine', () => {
    const prices = {
      currency: 'EUR',
      asOf: '2026-01-31',
      prices: [
        { machine: 'aaaaaaaa', perHour: 1 },
        { machine: 'aaaaaaaa', device: 'webgpu' as const, perHour: 2 },
      ],
    };
    expect(priceOf({ machine, device: 'cpu' }, prices)).toBe(1);
    expect(priceOf({ machine, device: 'webgpu' }, prices)).toBe(2);
    expect(priceOf({ machine: { ...machine, id: hash('b') }, device: 'cpu' }, prices)).toBeUndefined();
    const twice = { ...prices, prices: [...prices.prices, { machine: 'aaaaaaaaaa', perHour: 3 }] };
    expect(() => priceOf({ machine, device: 'cpu' }, twice)).toThrow('two prices fit');
  });

  test('a million queries at 1,000 a second take 1,000 s of an hour', () => expect(perMillion(3.6, 1000)).toBeCloseTo(1, 9));

  test('a table that says anything else is refused with what is wrong', async () => {
    const file = join(await temporaryFolder(), 'prices.json');
    writeFileSync(file, JSON.stringify({ currency: 'EUR', asOf: '2026-01-31', prices: [{ machine: 'aaaaaaaa', perHour: 0 }] }));
    expect(() => readPrices(file)).toThrow('prices.0.perHour');
  });
});
