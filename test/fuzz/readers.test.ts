import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { featureTensors, readFeatures, type Storage } from '../../src/dataset/feature-file.ts';
import { formatExcluded, readExcluded } from '../../src/dataset/formats/exclude.ts';
import { formatItems, readItems } from '../../src/dataset/formats/jsonl.ts';
import { formatPairSplits, readPairSplits } from '../../src/dataset/formats/pair-splits.ts';
import { formatQrels, readQrels } from '../../src/dataset/formats/qrels.ts';
import { readAtomic } from '../../src/dataset/formats/recbole.ts';
import { formatSplits, readSplits } from '../../src/dataset/formats/splits.ts';
import { checkManifest } from '../../src/dataset/manifest.ts';
import { readManifest } from '../../src/dataset/read-folder.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { manifestSchema } from '../../src/files/manifest-schema.ts';
import { encodeSafetensors, readSafetensors } from '../../src/files/safetensors.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { readGateResult } from '../../src/report/gate-result.ts';
import { readRecord } from '../../src/report/read-record.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { readFeatures as readServed } from '../../src/retrieval/features-file.ts';
import { type IndexIdentity, readIndexFile, writeIndexFile } from '../../src/retrieval/index-file.ts';
import { constantKnob } from '../../src/retrieval/knobs.ts';
import { openPart, readManifest as readModel } from '../../src/retrieval/model-folder.ts';
import { knownNames } from '../../src/suite/known-names.ts';
import { parseSuite } from '../../src/suite/parse-suite.ts';
import { prepareSuite } from '../../src/suite/prepare.ts';
import { suiteSchema } from '../../src/suite/schema.ts';
import type { Features, Split } from '../../src/types.ts';
import { damage, expectRefusal, fuzzFactor } from '../support/hostile.ts';
import { idsOf } from '../support/ids-of.ts';
import { syntheticAccuracy, syntheticCosts, writeSyntheticRun } from '../support/synthetic-record.ts';
import { writeToyDataset } from '../support/toy-dataset.ts';
import { writeToyDualTower } from '../support/toy-model.ts';

/** A format: an undamaged file, its reader, and what proves that a value it accepted is one that could have been written. */
interface Format {
  readonly name: string;
  readonly file: string;
  readonly runs: number;
  /** Lines that a refusal may have: a suite's lists every fault. */
  readonly lines?: number;
  /** It names other files. */
  readonly leadsElsewhere?: true;
  read(path: string): Promise<unknown>;
  again?(value: never, path: string): Promise<unknown> | unknown;
}

let dir: string;
let formats: readonly Format[];
const inDir = (name: string): string => join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matchbench-fuzz-'));
  formats = await prepare();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function prepare(): Promise<Format[]> {
  const options = { concepts: 8, leftWidth: 3, rightWidth: 2, folds: 2 };
  const { left, right, relevance, splits } = await writeToyDataset(inDir('data'), options);
  const ids = { left: idsOf(left.items), right: idsOf(right.items) };
  const names = splits.map(({ name }) => name);
  const barred = relevanceFromPairs(left.items.length, right.items.length, [
    { row: 0, column: right.items.length - 1, grade: 1 },
    { row: 3, column: 0, grade: 1 },
  ]);
  await writeFile(inDir('a.inter'), 'user_id:token\titem_id:token\trating:float\n1\t7\t3.5\n2\t7\t4\n');
  await writeFile(inDir('data/exclude.tsv'), formatExcluded(left.items, right.items, barred));
  const tokens = { items: 2, tokens: 2, width: 1, data: Float32Array.of(1, 2, 3, 4), mask: Uint8Array.of(1, 0, 1, 1) };
  const timeSplit = (pairs: Uint8Array | undefined): Split => ({ ...splits[0]!, name: 'time', ...(pairs && { pairs }) });
  const thirds = Uint8Array.from(relevance.columnOf, (_, pair) => 1 + (pair % 3));
  await writeFile(inDir('pair-splits.tsv'), formatPairSplits([timeSplit(thirds)], left.items, right.items, relevance));
  const few: Features = { global: { rows: 2, columns: 2, data: Float32Array.of(1, 2, 3, 4) }, tokens };
  const items = left.items.slice(0, 2);
  const features = (storage: Storage): Format => ({
    name: `features stored as ${storage}`,
    file: `${storage}.safetensors`,
    runs: 900,
    read: async (path) => finite(await readFeatures(path, idsOf(items), { width: 2, storage, tokens: { count: 2, width: 1 } })),
    again: (value: Features, path) => rewritten(path, encodeSafetensors(featureTensors(value, 'F32')), () => readServed(path)),
  });
  await writeFile(inDir('F32.safetensors'), encodeSafetensors(featureTensors(few, 'F32')));
  await writeFile(inDir('I8.safetensors'), encodeSafetensors(featureTensors(few, 'I8')));
  await writeFile(inDir('served.safetensors'), encodeSafetensors(featureTensors(few, 'F32'), { made: 'here' }));
  await writeFile(inDir('mine.yaml'), suiteText);
  await writeSyntheticRun(inDir('run'), { accuracy: syntheticAccuracy(1, 3), cells: syntheticCosts.slice(0, 2) });
  await mkdir(inDir('models'));
  writeToyDualTower(inDir('models/tower'), { left: 3, right: 2, hidden: 4 });
  const model = await readModel(inDir('models/tower'));
  const knobs = { neighbours: constantKnob(16, false), efSearch: constantKnob(64, true) };
  const identity: IndexIdentity = {
    kind: 'usearch',
    library: { name: 'usearch', version: '1.2.3' },
    vectors: few.global,
    metric: 'l2',
    settings: { neighbours: 4, efSearch: 9 },
  };
  await writeIndexFile(inDir('kept.index'), identity, { index: { dtype: 'U8', shape: [60], data: new Uint8Array(60).fill(7) } });
  await writeFile(inDir('gate.json'), gateText);

  return [
    {
      name: 'items',
      file: 'data/left.jsonl',
      runs: 1500,
      read: async (path) => {
        const read = await readItems(path, left.items.length);
        const ids = read.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        return read;
      },
      again: (value: never, path) => rewritten(path, formatItems(value, path), () => readItems(path, left.items.length)),
    },
    {
      name: 'relevance',
      file: 'data/qrels.tsv',
      runs: 1500,
      read: (path) => readQrels(path, ids.left, ids.right),
      again: (value: typeof relevance, path) =>
        rewritten(path, formatQrels(left.items, right.items, value), () => readQrels(path, ids.left, ids.right)),
    },
    {
      name: 'a RecBole file',
      file: 'a.inter',
      runs: 500,
      read: (path) => readAtomic(path),
      again: ({ columns, values, rows }: Awaited<ReturnType<typeof readAtomic>>, path) => {
        const header = columns.map(({ name, type }) => `${name}:${type}`);
        const lines = Array.from({ length: rows }, (_, row) => columns.map(({ name }) => values.get(name)![row]!));
        return rewritten(path, [header, ...lines].map((fields) => `${fields.join('\t')}\n`).join(''), () => readAtomic(path));
      },
    },
    {
      name: 'excluded pairs',
      file: 'data/exclude.tsv',
      runs: 500,
      read: (path) => readExcluded(path, ids.left, ids.right, relevance),
      again: (value: typeof relevance, path) =>
        rewritten(path, formatExcluded(left.items, right.items, value), () => readExcluded(path, ids.left, ids.right, relevance)),
    },
    {
      name: 'splits',
      file: 'data/splits.tsv',
      runs: 1500,
      read: async (path) => {
        const read = await readSplits(path, names, ids.left, ids.right);
        for (const split of read) for (const code of [...split.left, ...split.right]) expect(code).toBeLessThan(5);
        return read;
      },
      again: (value: never, path) =>
        rewritten(path, formatSplits(value, left.items, right.items), () => readSplits(path, names, ids.left, ids.right)),
    },
    {
      name: 'splits of pairs',
      file: 'pair-splits.tsv',
      runs: 600,
      read: async (path) => {
        const read = await readPairSplits(path, ['time'], ids.left, ids.right, relevance);
        for (const codes of read) for (const code of codes ?? []) expect(code).toBeLessThan(4);
        return read;
      },
      again: ([pairs]: (Uint8Array | undefined)[], path) =>
        rewritten(path, formatPairSplits([timeSplit(pairs)], left.items, right.items, relevance), () =>
          readPairSplits(path, ['time'], ids.left, ids.right, relevance),
        ),
    },
    {
      name: 'the manifest of a data set',
      file: 'data/dataset.json',
      runs: 1500,
      read: async (path) => (await readManifest(dirname(path))).manifest,
      again: (value: object, path) => checkManifest(JSON.parse(JSON.stringify(value)), path),
    },
    features('F32'),
    features('I8'),
    {
      name: 'safetensors',
      file: 'served.safetensors',
      runs: 1500,
      read: async (path) => (await readSafetensors(path)).tensors,
      again: async (value: never, path) =>
        rewritten(path, encodeSafetensors(value), async () => (await readSafetensors(path)).tensors),
    },
    {
      name: 'features of a served side',
      file: 'served.safetensors',
      runs: 900,
      read: async (path) => finite(await readServed(path)),
      again: (value: Features, path) => rewritten(path, encodeSafetensors(featureTensors(value, 'F32')), () => readServed(path)),
    },
    {
      name: 'a suite',
      file: 'mine.yaml',
      runs: 1500,
      lines: 12,
      leadsElsewhere: true,
      read: async (path) => (await prepareSuite({ suite: path })).suite,
      again: (value: unknown, path) => suiteSchema.parse(parseSuite(JSON.stringify(value), path, knownNames())),
    },
    {
      name: 'the record of a run',
      file: 'run/record.json',
      runs: 500,
      leadsElsewhere: true,
      read: async (path) => {
        await writeReport(dirname(path));
        return (await readRecord(dirname(path))).record;
      },
    },
    { name: 'a cell whose hash is right', file: 'run/cell', runs: 900, leadsElsewhere: true, read: readSignedCell },
    {
      name: 'the manifest of a model',
      file: 'models/tower/model.json',
      runs: 900,
      read: (path) => readModel(dirname(path)),
      again: (value: unknown) => manifestSchema.parse(JSON.parse(JSON.stringify(value))),
    },
    {
      name: 'an index that was kept',
      file: 'kept.index',
      runs: 500,
      read: (path) => readIndexFile(path, identity, knobs),
      again: async ({ settings, arrays }: Awaited<ReturnType<typeof readIndexFile>>, path) => {
        await writeIndexFile(path, { ...identity, settings }, arrays);
        return readIndexFile(path, identity, knobs);
      },
    },
    {
      name: 'the result of a gate',
      file: 'gate.json',
      runs: 500,
      read: async (path) => readGateResult(path),
      again: (value: unknown, path) => rewritten(path, JSON.stringify(value), async () => readGateResult(path)),
    },
    {
      name: 'a graph of a model',
      file: 'models/tower/left.onnx',
      runs: 300,
      read: async (path) => {
        const session = await openPart(dirname(path), 'left', model, { device: 'cpu', threads: 1 });
        await session.close();
        return session.outputs;
      },
    },
  ];
}

const suiteText = `name: mine # a comment
datasets: [{ name: toy, path: data, splits: [fold-0] }]
models: [dual-cosine, concat]
baseline: dual-cosine
seeds: 2
training: { batchSize: 16, maxSteps: 40 }
cost:
  latency: [exact]
  sweeps:
    - { scorer: usearch, knob: efSearch, values: [2, 64] }
  scale: [{ scorer: exhaustive-factorised, pairs: [100, 1000] }]
`;

const gateText = `${JSON.stringify({
  format: 'matchbench-gate',
  formatVersion: 1,
  mode: 'live',
  verdict: 'fail',
  base: 'main',
  head: 'HEAD',
  machine: '0123456789abcdef',
  suite: 'ci',
  pairs: 40,
  seed: 7,
  plant: { latency: 0.05 },
  metrics: [
    {
      name: 'latency tower',
      unit: '%',
      rule: { level: 'error', tolerance: 2 },
      base: 1,
      head: 1.05,
      samples: 40,
      samplesAre: 'pairs',
      equal: false,
      harm: 5,
      interval: { low: 4.5, high: 5.5, level: 0.95 },
      p: 1e-6,
      detectable: 1.5,
      verdict: 'fail',
      adjustedP: null,
      reason: 'more than 2 % worse',
    },
  ],
  notes: ['a note'],
  rounds: [{ first: ['base'], base: [{ a: 1 }], head: [{ a: 2 }] }],
})}\n`;

function finite(features: Features): Features {
  for (const data of [features.global.data, features.tokens?.data ?? []])
    for (const value of data) if (!Number.isFinite(value)) throw new Error(`features with ${value} were accepted`);
  return features;
}

async function rewritten(path: string, content: string | Uint8Array, read: () => Promise<unknown>): Promise<unknown> {
  await writeFile(path, content);
  return read();
}

/** Puts the damaged bytes in place of the first cell and signs them, as somebody would who made the record up. */
async function readSignedCell(path: string): Promise<unknown> {
  const record = JSON.parse(await readFile(inDir('run/record.json'), 'utf8'));
  const bytes = await readFile(path);
  record.cells = [{ ...record.cells.at(-1), file: 'cell', sha256: sha256(bytes) }];
  const folder = inDir('signed');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cell'), bytes);
  await writeFile(join(folder, 'record.json'), JSON.stringify(record));
  await writeReport(folder);
  const [cell] = (await readRecord(folder)).cells;
  return JSON.parse(JSON.stringify(cell));
}

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)));

const titles = [
  ...[
    'items',
    'relevance',
    'excluded pairs',
    'a RecBole file',
    'splits',
    'splits of pairs',
    'the manifest of a data set',
    'features stored as F32',
    'features stored as I8',
    'safetensors',
  ],
  ...['features of a served side', 'a suite', 'the record of a run', 'a cell whose hash is right', 'the manifest of a model'],
  ...['an index that was kept', 'the result of a gate', 'a graph of a model'],
];

test.each(titles)(
  '%s: a damaged file is refused in one error, or is a value that can be written and read again',
  async (title) => {
    const { file, runs, read, again, ...allowed } = formats.find(({ name }) => name === title)!;
    const path = inDir(file);
    if (file === 'run/cell') {
      const record = JSON.parse(await readFile(inDir('run/record.json'), 'utf8'));
      await writeFile(path, await readFile(inDir(`run/${record.cells.at(-1).file}`)));
    }
    const whole = await readFile(path);
    await read(path);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (change) => {
        await writeFile(path, change(whole));
        let value: unknown;
        try {
          value = await read(path);
        } catch (error) {
          expectRefusal(error, path, allowed);
          refused++;
          return;
        }
        if (again !== undefined) expect(plain(await again(value as never, path))).toEqual(plain(value));
      }),
      { seed: 20, numRuns: runs * fuzzFactor },
    );
    await writeFile(path, whole);
    expect(refused).toBeGreaterThan(runs / 8);
  },
);

test('the fuzzed formats are more than ten thousand cases, each of them listed', () => {
  expect(formats.map(({ name }) => name).sort()).toEqual([...titles].sort());
  expect(formats.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(10_000);
});
