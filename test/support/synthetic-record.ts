import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../../src/files/safetensors.ts';
import { sha256, sha256File } from '../../src/files/sha256.ts';
import type { CellRecord, Figure, RunRecord, SampleSeries } from '../../src/record.ts';
import type { Direction, ModelManifest, Warning } from '../../src/types.ts';

/** Rank of the first right answer of each query, and the family each query is of. */
export interface SyntheticQueries {
  readonly ranks: readonly number[];
  readonly units: readonly number[];
}

export interface SyntheticAccuracy {
  readonly model: string;
  readonly seed: number;
  readonly split?: string;
  readonly dataset?: string;
  readonly directions: Readonly<Record<Direction, SyntheticQueries>>;
  /** Arrays to leave out. */
  readonly without?: readonly string[];
  /** What each family contributes to metrics over pairs. */
  readonly pairs?: { readonly units: readonly number[]; readonly influences: Readonly<Record<string, readonly number[]>> };
  /** Near misses of the left side: a figure, and what is kept of each query. */
  readonly near?: Readonly<
    Record<
      string,
      { readonly unit: string; readonly value: number; readonly values: readonly number[]; readonly units: readonly number[] }
    >
  >;
  /** Point estimates besides those that follow from the ranks. */
  readonly figures?: readonly Figure[];
}

export interface SyntheticCell {
  readonly id: string;
  readonly kind: string;
  readonly key?: CellRecord['key'];
  readonly status?: CellRecord['status'];
  readonly failure?: CellRecord['failure'];
  readonly figures?: readonly Figure[];
  readonly samples?: readonly SampleSeries[];
  readonly warnings?: readonly Warning[];
  readonly details?: CellRecord['details'];
  readonly files?: CellRecord['files'];
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface SyntheticRun {
  readonly suite?: Partial<RunRecord['suite']>;
  readonly datasets?: readonly string[];
  /** Those of them that were drawn. */
  readonly drawn?: readonly string[];
  readonly models?: readonly ModelManifest[];
  readonly accuracy?: readonly SyntheticAccuracy[];
  /** Metrics over queries beside those of the table, from the rank of the first right answer. */
  readonly extraArrays?: Readonly<Record<string, (rank: number) => number>>;
  readonly cells?: readonly SyntheticCell[];
  readonly warnings?: readonly Warning[];
  readonly command?: string;
  readonly attempts?: RunRecord['attempts'];
}

const noHash = '0'.repeat(64);
const noWork = { operations: 0, bytes: 0 };

export const syntheticModel = (
  name: string,
  family: ModelManifest['family'],
  changes: Partial<ModelManifest> = {},
): ModelManifest => ({
  name,
  family,
  summary: `${name}, made up`,
  left: { inputs: [{ name: 'left', shape: [8] }], cached: [{ name: 'p', shape: [4] }] },
  right: { inputs: [{ name: 'right', shape: [8] }], cached: [{ name: 'q', shape: [2] }] },
  parameters: 1000,
  work: { left: noWork, right: noWork, interaction: { operations: 50, bytes: 0 }, pair: { operations: 1000, bytes: 0 } },
  ...changes,
});

export const dualTower = syntheticModel('tower', 'dual tower');
export const earlyFusion = syntheticModel('fusion', 'early fusion');

/** Writes the folder of a run that nobody ran: only what a report reads of it. */
export async function writeSyntheticRun(dir: string, run: SyntheticRun): Promise<void> {
  await mkdir(join(dir, 'cells'), { recursive: true });
  const cells: RunRecord['cells'][number][] = [];
  const write = async (cell: CellRecord): Promise<void> => {
    const file = `cells/${cell.id.replaceAll(/[^\w-]/g, '.')}.json`;
    const text = JSON.stringify(cell);
    await writeFile(join(dir, file), text);
    cells.push({ id: cell.id, file, sha256: sha256(text) });
  };
  for (const accuracy of run.accuracy ?? []) await write(await accuracyCell(dir, accuracy, run.extraArrays));
  for (const cell of run.cells ?? []) await write({ ...emptyCell, key: {}, ...cell });
  const record: RunRecord = {
    format: 'matchbench-record',
    formatVersion: 1,
    runId: 'synthetic',
    matchbench: '0.0.0',
    command: run.command ?? 'matchbench run --suite synthetic',
    suite: { name: 'synthetic', baseline: 'tower', ...run.suite },
    datasets: (run.datasets ?? ['toys']).map((name) => ({
      name,
      version: '1',
      hash: noHash,
      synthetic: run.drawn?.includes(name) === true ? true : undefined,
    })),
    models: run.models ?? [dualTower, earlyFusion],
    machine: {
      id: noHash,
      cpu: 'An Abacus',
      cores: 2,
      memoryBytes: 2 ** 34,
      platform: 'linux',
      architecture: 'x64',
      node: '20.0.0',
      libraries: { 'onnxruntime-node': '1.30.0' },
      cpuFlags: [],
    },
    cells,
    warnings: run.warnings ?? [],
    attempts: run.attempts ?? [],
  };
  await writeFile(join(dir, 'record.json'), JSON.stringify(record));
}

/** What a cell has that says nothing. */
export const emptyCell = {
  status: 'done',
  figures: [],
  samples: [],
  files: [],
  fingerprint: noHash,
  warnings: [],
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
} as const;

async function accuracyCell(
  dir: string,
  accuracy: SyntheticAccuracy,
  extraArrays: SyntheticRun['extraArrays'] = {},
): Promise<CellRecord> {
  const { model, seed, split = `fold-${seed}`, dataset = 'toys' } = accuracy;
  const id = `${dataset}/${split}/${model}/seed-${seed}/accuracy`;
  const name = `${sha256(id).slice(0, 12)}.safetensors`;
  // Folds test families of their own.
  const firstUnit = 1000 * Number(/\d*$/.exec(split)![0]);
  const tensors: Parameters<typeof writeSafetensors>[1] = {};
  const figures: Figure[] = [];
  const key = { model, dataset, split, seed, device: 'cpu', leftCount: 30, rightCount: 20 } as const;
  for (const direction of ['left-right', 'right-left'] as const) {
    const { ranks, units } = accuracy.directions[direction];
    const add = (metric: string, of: (rank: number) => number): void => {
      const data = Float32Array.from(ranks, of);
      if (accuracy.without?.includes(metric)) return;
      Object.assign(tensors, { [`${direction}.${metric}`]: { dtype: 'F32', shape: [data.length], data } });
      if (metric === 'firstRank') return;
      const value = data.reduce((sum, score) => sum + score, 0) / data.length;
      figures.push({ ...key, direction, metric, unit: metric === 'worst rank' ? 'rank' : 'fraction', value });
    };
    for (const k of [1, 5, 10]) add(`R@${k}`, (rank) => Number(rank <= k));
    add('MRR', (rank) => 1 / rank);
    add('nDCG@10', (rank) => (rank <= 10 ? 1 / Math.log2(rank + 1) : 0));
    add('mAP', (rank) => 1 / rank);
    add('firstRank', (rank) => rank);
    for (const [metric, of] of Object.entries(extraArrays)) add(metric, of);
    const whole = (values: readonly number[]) => ({ dtype: 'I32', shape: [values.length], data: Int32Array.from(values) });
    Object.assign(tensors, {
      [`${direction}.row`]: whole(ranks.map((_, row) => row)),
      [`${direction}.unit`]: whole(units.map((unit) => firstUnit + unit)),
    });
  }
  for (const [metric, { unit, value, values, units }] of Object.entries(accuracy.near ?? {})) {
    figures.push({ ...key, direction: 'left-right', metric, unit, value });
    const shape = [values.length];
    Object.assign(tensors, {
      [`left-right.${metric}`]: { dtype: 'F32', shape, data: Float32Array.from(values) },
      [`left-right.${metric}.unit`]: { dtype: 'I32', shape, data: Int32Array.from(units, (one) => firstUnit + one) },
    });
  }
  if (accuracy.pairs !== undefined) {
    const { units, influences } = accuracy.pairs;
    const shape = [units.length];
    Object.assign(tensors, { 'pairs.unit': { dtype: 'I32', shape, data: Int32Array.from(units, (unit) => firstUnit + unit) } });
    for (const [metric, values] of Object.entries(influences)) {
      Object.assign(tensors, { [`pairs.${metric}`]: { dtype: 'F64', shape, data: Float64Array.from(values) } });
    }
  }
  await writeSafetensors(join(dir, 'cells', name), tensors);
  const file = { path: `cells/${name}`, ...(await sha256File(join(dir, 'cells', name))) };
  return {
    ...emptyCell,
    id,
    kind: 'accuracy',
    key: { model, dataset, split, seed },
    figures: [...figures, ...(accuracy.figures ?? []).map((figure) => ({ ...key, ...figure }))],
    perQuery: name,
    files: [file],
  };
}

/** The same rank for every query, `queries` a family. */
export const evenQueries = (rank: number, families: number, queries = 2): SyntheticQueries => ({
  ranks: new Array(families * queries).fill(rank),
  units: Array.from({ length: families * queries }, (_, query) => Math.floor(query / queries)),
});

/** A series of latencies around a median, as spread out and as long as a percentile needs. */
export const latencies = (name: string, key: SampleSeries['key'], ms: number, count = 700): SampleSeries => ({
  name,
  unit: 'ms',
  key,
  values: Array.from({ length: count }, (_, i) => ms * (1 + (((i * 37) % 101) - 50) / 500)),
});

const servedKey = (model: string, scorer: string): SampleSeries['key'] => ({
  model,
  scorer,
  dataset: 'toys',
  split: 'fold-0',
  seed: 0,
  device: 'cpu',
  direction: 'left-right',
  leftCount: 300,
  rightCount: 2000,
});

const latencyCell = (model: string, scorer: string, ms: number, count?: number): SyntheticCell => {
  const key = servedKey(model, scorer);
  return {
    id: `toys/latency/${model}/${scorer}`,
    kind: 'latency',
    figures: [{ ...key, metric: 'first call', unit: 'ms', value: 9 }],
    samples: [
      latencies('encode', key, 0.2 * ms, count),
      latencies('search', key, 0.8 * ms, count),
      latencies('end to end', key, ms, count),
    ],
  };
};

const indexLine = (knob: number, recall: number, ms: number): Required<Pick<SyntheticCell, 'figures' | 'samples'>> => {
  const key = servedKey('tower', `faiss-hnsw efSearch=${knob}`);
  return {
    figures: [
      { ...key, metric: 'build time', unit: 'ms', value: 150 },
      { ...key, metric: 'index bytes', unit: 'bytes', value: 3 * 2 ** 20 },
      { ...key, metric: 'index recall@10', unit: 'fraction', value: recall },
    ],
    samples: [latencies('encode', key, 0.1), latencies('search', key, ms - 0.1), latencies('end to end', key, ms)],
  };
};

const scaleCell = (scorer: string, secondsPerPair: number): SyntheticCell => ({
  id: `toys/scale/${scorer}`,
  kind: 'scale',
  samples: [10, 30, 100, 300, 1000].flatMap((side, i) =>
    (['full pass', 'pair pass'] as const).map((name) => ({
      name,
      unit: 's',
      key: { ...servedKey('fusion', scorer), leftCount: side, rightCount: side },
      values: [0.99, 1, 1.02].map(
        (factor) =>
          factor * (0.001 + side * side * secondsPerPair * (i % 2 ? 1.02 : 0.98) + (name === 'full pass' ? 1e-4 * side : 0)),
      ),
    })),
  ),
});

const trainCell = (model: string): SyntheticCell => {
  const key = { model, dataset: 'toys', split: 'fold-0', seed: 0 };
  return {
    id: `toys/fold-0/${model}/seed-0/train`,
    kind: 'train',
    key,
    figures: [
      { ...key, metric: 'training time', unit: 's', value: 12.3 },
      { ...key, metric: 'training operations', unit: 'operations', value: 5e12 },
      { ...key, metric: 'training steps', unit: 'steps', value: 700 },
      { ...key, metric: 'parameters', unit: 'parameters', value: 1_234_567 },
    ],
  };
};

/** A training cell that tells what validation gave the model with a seed. */
export const validatedCell = (model: string, seed: number, validation: number, dataset = 'toys'): SyntheticCell => ({
  id: `${dataset}/fold-${seed}/${model}/seed-${seed}/train`,
  kind: 'train',
  key: { model, dataset, split: `fold-${seed}`, seed },
  details: { log: { best: { step: 1, validation } } },
});

/** Every kind of cost that a report shows, for the models `tower` and `fusion` on `toys`. */
export const syntheticCosts: readonly SyntheticCell[] = [
  trainCell('tower'),
  trainCell('fusion'),
  latencyCell('tower', 'exact', 0.5),
  latencyCell('fusion', 'exhaustive-naive', 40, 100),
  latencyCell('fusion', 'exhaustive-factorised', 3),
  {
    id: 'toys/index',
    kind: 'index',
    figures: [...indexLine(16, 0.93, 0.2).figures, ...indexLine(64, 0.991, 0.6).figures],
    samples: [...indexLine(16, 0.93, 0.2).samples, ...indexLine(64, 0.991, 0.6).samples],
  },
  scaleCell('exhaustive-naive', 2e-5),
  scaleCell('exhaustive-factorised', 2e-6),
  {
    id: 'toys/memory',
    kind: 'memory',
    figures: [{ ...servedKey('tower', 'exact'), metric: 'peak memory', unit: 'bytes', value: 2 ** 28 }],
  },
];

/** Seeds of `tower`, which finds everything second, and of `fusion`, which finds everything at another rank. */
export const syntheticAccuracy = (seeds: number, fusionRank: number, dataset = 'toys'): SyntheticAccuracy[] =>
  Array.from({ length: seeds }, (_, seed) =>
    [
      { model: 'tower', rank: 2 },
      { model: 'fusion', rank: fusionRank },
    ].map(({ model, rank }) => ({
      model,
      seed,
      dataset,
      directions: { 'left-right': evenQueries(rank, 12), 'right-left': evenQueries(rank, 8) },
    })),
  ).flat();
