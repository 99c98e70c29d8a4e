import { UserError } from '../../errors.ts';
import { sha256 } from '../../files/sha256.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import type { Cell, Json } from '../cell.ts';
import type { Progress } from './progress.ts';
import { type CellOutcome, runCell } from './run-cell.ts';
import { runWarnings } from './run-warnings.ts';
import type { Store } from './store.ts';

export interface Orchestration {
  readonly cells: readonly Cell[];
  readonly store: Store;
  readonly worker: URL;
  /** Folders of the data sets, and their hashes, by name. */
  readonly datasets: Readonly<Record<string, { readonly folder: string; readonly hash: string }>>;
  /** The record but for what the run adds: models, cells, attempts, and what they give to doubt. */
  readonly header: Omit<RunRecord, 'cells' | 'attempts' | 'models'>;
  readonly threads: number;
  /** Whether operations may run elsewhere than on the device of a cell. */
  readonly allowFallback?: boolean;
  /** After this time a cell is stopped and counted as failed. */
  readonly limitSeconds: (cell: Cell) => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly record: RunRecord;
  /** In the order of the plan, those that ended. */
  readonly cells: readonly CellRecord[];
  readonly failed: readonly CellRecord[];
  readonly interrupted: boolean;
}

/**
 * Carries out the cells of a plan in order, one process at a time, and keeps `record.json` current after each. Cells that are finished are kept; a
 * cell that fails is recorded, and those that need it with it; the others go on. Throws a `UserError` of kind `storage` when OUT cannot be written.
 */
export async function orchestrate(run: Orchestration): Promise<Outcome> {
  const { cells, store, header, progress, signal } = run;
  const prints = fingerprints(run);
  const records = new Map<string, CellRecord>();
  for (const cell of cells) {
    // What was made from a damaged cell is made again with it.
    if (!cell.needs.every((id) => records.has(id))) continue;
    const found = await store.finished(cell, prints.get(cell.id)!, signal);
    if (found !== undefined) records.set(cell.id, found);
  }
  // Not every cell was looked at: the index that is there knows more.
  if (signal.aborted && store.record !== undefined) return { record: store.record, cells: [], failed: [], interrupted: true };
  const attempts = store.record?.attempts ?? [];
  const startedAt = new Date().toISOString();
  const index = async (attempt: RunRecord['attempts'][number]): Promise<RunRecord> => {
    const whole = cells.filter(({ id }) => records.has(id));
    const entries: RunRecord['cells'][number][] = [];
    for (const { id } of whole) entries.push(await store.entry(id));
    const done = whole.map(({ id }) => records.get(id)!);
    const record: RunRecord = {
      ...header,
      models: modelsOf(done),
      warnings: [...header.warnings, ...runWarnings(header.suite, done)],
      cells: entries,
      attempts: [...attempts, attempt],
    };
    await store.writeRecord(record);
    return record;
  };

  // True of a process that is killed before it can say how it ended.
  await index({ startedAt, outcome: 'interrupted' });
  progress.plan(cells, new Set(records.keys()));
  try {
    for (const cell of cells) {
      if (signal.aborted) break;
      if (records.has(cell.id)) continue;
      progress.begin(cell);
      const record = await carryOut(cell, run, records, prints.get(cell.id)!);
      if (record === undefined) break;
      records.set(cell.id, record);
      progress.end(cell, record.status);
      await index({ startedAt, outcome: 'interrupted' });
    }
  } finally {
    progress.close();
  }
  const ended = cells.flatMap(({ id }) => records.get(id) ?? []);
  const failed = ended.filter(({ status }) => status === 'failed');
  const interrupted = signal.aborted;
  const outcome = interrupted ? 'interrupted' : failed.length > 0 ? 'failed' : 'finished';
  return { record: await index({ startedAt, finishedAt: new Date().toISOString(), outcome }), cells: ended, failed, interrupted };
}

async function carryOut(
  cell: Cell,
  { store, worker, datasets, threads, allowFallback, limitSeconds, progress, signal }: Orchestration,
  records: ReadonlyMap<string, CellRecord>,
  fingerprint: string,
): Promise<CellRecord | undefined> {
  const { id, kind, key } = cell;
  const startedAt = new Date().toISOString();
  const base = { id, kind, key, fingerprint, startedAt };
  const empty = { figures: [], samples: [], warnings: [] };
  const fail = (failure: CellRecord['failure']): Promise<CellRecord> =>
    store.commit({ ...base, ...empty, status: 'failed', failure, finishedAt: new Date().toISOString() }, undefined);

  const broken = cell.needs.find((needed) => records.get(needed)?.status !== 'done');
  if (broken !== undefined) {
    return fail({ kind: records.get(broken)?.failure?.kind, message: `not carried out, because ${broken} failed`, place: id });
  }

  const stage = store.stage();
  try {
    const folders = Object.fromEntries(Object.entries(datasets).map(([name, { folder }]) => [name, folder]));
    const onProgress = (fraction: number, note?: string): void => progress.update(fraction, note);
    const outcome: CellOutcome = await runCell(cell, {
      worker,
      out: store.out,
      stage,
      datasets: folders,
      threads,
      allowFallback,
      limitSeconds: limitSeconds(cell),
      signal,
      onProgress,
    });
    if (outcome.type === 'interrupted') return undefined;
    if (outcome.type === 'failure') {
      const { kind: ofError, message, place, remedy } = outcome;
      // Every later cell would meet the same disk.
      if (ofError === 'storage') throw new UserError('storage', message, { place, remedy });
      const failureKind = ofError === 'environment' || ofError === 'input' ? ofError : 'internal';
      return await fail({ kind: failureKind, message, place: place ?? id, remedy });
    }
    const { result, peakBytes } = outcome;
    return await store.commit(
      {
        ...base,
        ...empty,
        ...result,
        details: { ...result.details, workerPeakBytes: peakBytes },
        status: result.failure === undefined ? 'done' : 'failed',
        finishedAt: new Date().toISOString(),
      },
      stage,
    );
  } finally {
    store.discard(stage);
  }
}

/** What each cell is made from, as a hash; a cell that needs others inherits theirs. */
function fingerprints({ cells, datasets, header, threads }: Orchestration): ReadonlyMap<string, string> {
  const prints = new Map<string, string>();
  for (const { id, kind, key, settings, needs } of cells) {
    const dataset = key.dataset === undefined ? null : (datasets[key.dataset]?.hash ?? null);
    const needed = needs.map((other) => {
      const print = prints.get(other);
      if (print === undefined) throw new Error(`internal: cell ${id} needs ${other}, which does not come before it`);
      return print;
    });
    prints.set(id, sha256(canonical({ kind, key: { ...key }, settings, dataset, needed, threads, version: header.matchbench })));
  }
  return prints;
}

/** JSON with sorted keys, so that the order of a file's keys does not matter. */
function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner as Json)}`).join(',')}}`;
}

/** The manifests that training cells report, one a model. */
function modelsOf(records: readonly CellRecord[]): RunRecord['models'] {
  const manifests = new Map<string, RunRecord['models'][number]>();
  for (const { details } of records) {
    const manifest = details?.manifest as RunRecord['models'][number] | undefined;
    if (manifest !== undefined && !manifests.has(manifest.name)) manifests.set(manifest.name, manifest);
  }
  return [...manifests.values()];
}
