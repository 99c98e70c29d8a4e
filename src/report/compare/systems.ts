import { counted } from '../../counted.ts';
import { UserError } from '../../errors.ts';
import type { CellRecord, Figure, MachineFacts } from '../../record.ts';
import type { Device } from '../../types.ts';
import { sampleFigures } from '../figures/sample-figures.ts';
import { disturbance } from '../record/disturbance.ts';
import type { LoadedRecord } from '../record/read-record.ts';

/** One run as a system under comparison: its models, on one machine, device and number of threads. */
export interface ComparedSystem {
  readonly name: string;
  readonly runId: string;
  readonly machine: MachineFacts;
  readonly device: Device;
  readonly threads: number;
  /** Operations by the provider that really ran them, by the profiles of the run's sessions; left out on the CPU, where nothing else can run. */
  readonly operations?: Readonly<Record<string, number>>;
  /** Kinds of operations that ran elsewhere than on the device. */
  readonly elsewhere: readonly string[];
  /** Every figure of a cell that is done, and what its samples say. */
  readonly figures: readonly Figure[];
  /** SHA-256 of every file of a model, by data set, split, model and seed. */
  readonly weights: ReadonlyMap<string, string>;
  /** By data set, model and scorer, the longest warm-up of a latency measurement. */
  readonly warmUpMs: ReadonlyMap<string, number>;
  /** Cells that failed: what they would have measured is missing, with the reason. */
  readonly failures: readonly string[];
  /** What makes its times doubtful. */
  readonly doubts: readonly string[];
}

/** A run as it is compared with others. */
export function toSystem(name: string, { record, cells }: Pick<LoadedRecord, 'record' | 'cells'>): ComparedSystem {
  const done = cells.filter(({ status }) => status === 'done');
  const uses = done.flatMap(({ details }) => (isUse(details?.deviceUse) ? [details.deviceUse] : []));
  const operations: Record<string, number> = {};
  for (const use of uses)
    for (const [by, count] of Object.entries(use.operations)) operations[by] = (operations[by] ?? 0) + count;
  const { disturbed, timed, example } = disturbance(cells);
  return {
    name,
    runId: record.runId,
    machine: record.machine,
    device: (record.suite.device as Device | undefined) ?? 'cpu',
    threads: Number(record.suite.threads),
    ...(uses.length === 0 ? {} : { operations }),
    elsewhere: [...new Set(uses.flatMap((use) => use.elsewhere))].sort(),
    figures: done.flatMap(({ figures, samples }) => [...figures, ...samples.flatMap(sampleFigures)]),
    weights: weightsOf(cells),
    warmUpMs: new Map(done.flatMap(warmUpOf)),
    failures: cells.flatMap(({ id, status, failure }) => (status === 'failed' ? [`${id}: ${failure?.message ?? ''}`] : [])),
    doubts: [
      ...record.warnings.filter(({ code }) => code !== 'noisy-machine' && code !== 'one-seed').map(({ message }) => message),
      ...(disturbed > 0
        ? [
            `The machine was not quiet during ${disturbed} of ${counted(timed, 'cell that takes', 'cells that take')} times (${example}).`,
          ]
        : []),
    ],
  };
}

interface Use {
  readonly operations: Readonly<Record<string, number>>;
  readonly elsewhere: readonly string[];
}
const isUse = (value: unknown): value is Use =>
  typeof value === 'object' && value !== null && 'operations' in value && 'elsewhere' in value;

/** SHA-256 of every file of a model, by data set, split, model and seed. */
export const weightsOf = (cells: readonly CellRecord[]): ReadonlyMap<string, string> =>
  new Map(cells.filter(({ status }) => status === 'done').flatMap(weightsOfCell));

const weightsOfCell = ({ key, kind, details, files }: CellRecord): [string, string][] => {
  if (kind !== 'train' && kind !== 'reuse' && kind !== 'import') return [];
  const folder = `${String(details?.folder)}/`;
  const hashes = files
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path, sha256 }) => `${path.slice(folder.length)} ${sha256}`);
  return [[[key.dataset, key.split, key.model, key.seed].join(' '), hashes.sort().join('\n')]];
};

const warmUpOf = ({ key, details }: CellRecord): [string, number][] => {
  const all = Array.isArray(details?.warmUps) ? (details.warmUps as { readonly ms?: unknown }[]) : [];
  const ms = all.flatMap((one) => (typeof one.ms === 'number' ? [one.ms] : []));
  return ms.length === 0 ? [] : [[[key.dataset, key.model, key.scorer].join(' '), Math.max(...ms)]];
};

/** What tells whether runs can be compared. */
export interface Comparable {
  readonly record: Pick<LoadedRecord['record'], 'datasets'>;
  readonly system: Pick<ComparedSystem, 'name' | 'weights'>;
}

/**
 * `closed`: the same weights, byte for byte, and so the same precision, on the same data; every difference is the system's. `open`: some weights differ, which are
 * named. Throws a `UserError` of kind `input` where the data sets differ: then nothing can be compared.
 */
export function divisionOf(
  first: Comparable,
  other: Comparable,
): { readonly division: 'closed' | 'open'; readonly differing: readonly string[] } {
  for (const { name, hash } of first.record.datasets) {
    const there = other.record.datasets.find((dataset) => dataset.name === name);
    if (there !== undefined && there.hash !== hash) {
      throw new UserError('input', `the data set ${name} of ${other.system.name} is not that of ${first.system.name}`, {
        place: other.system.name,
        remedy: 'Compare runs on the same version of the data.',
      });
    }
  }
  const shared = [...first.system.weights].filter(([model]) => other.system.weights.has(model));
  if (shared.length === 0) {
    throw new UserError('input', `${other.system.name} and ${first.system.name} have no model in common`, {
      place: other.system.name,
      remedy: 'Measure the models of the first run there: matchbench run --reuse DIR.',
    });
  }
  const differing = shared.filter(([model, hashes]) => other.system.weights.get(model) !== hashes).map(([model]) => model);
  return { division: differing.length === 0 ? 'closed' : 'open', differing };
}
