import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { directions } from '../report/figures/per-query.ts';
import { type LoadedRecord, readRecord } from '../report/record/read-record.ts';
import { median, quantile } from '../statistics/summary.ts';
import { undisturbedShare } from './alternate.ts';
import type { GateConfig } from './config.ts';
import { type Accuracies, accuracyEvidence, seedEvidence, speedEvidence } from './evidence.ts';
import { type Evidence, judge } from './judge.ts';
import { refuseOtherData, refuseOtherSuite, sameWeights } from './material.ts';
import { type GateResult, overall, sorted } from './result.ts';

export interface RecordGate {
  /** Folders of runs. Speeds need several of either side, in the order taken; accuracy is that of the first. */
  readonly base: readonly string[];
  readonly head: readonly string[];
  readonly config: GateConfig;
  readonly allowOtherMachine: boolean;
}

/**
 * Judges runs that exist. Throws a `UserError` of kind `input` for runs that cannot be compared: of other data or another suite, of another format version, with a
 * failed cell, without what the other side measured, or with speeds of another machine.
 */
export async function gateRecords({ base, head, config, allowOtherMachine }: RecordGate): Promise<GateResult> {
  const [bases, heads] = [await readAll(base), await readAll(head)];
  const [first, second] = [bases[0]!, heads[0]!];
  for (const other of [...bases.slice(1), ...heads]) {
    refuseOtherSuite(first, other);
    refuseOtherData(first, other);
  }
  const notes: string[] = [];
  const [metricsOfBase, metricsOfHead] = [bases.map(speedsOf), heads.map(speedsOf)];
  const hasSpeed = [...metricsOfBase, ...metricsOfHead].some((metrics) => Object.keys(metrics).length > 0);
  const machines = [...new Set([...bases, ...heads].map(({ record }) => record.machine.id))];
  if (hasSpeed && machines.length > 1) {
    const named = machines.map((id) => id.slice(0, 12)).join(', ');
    if (!allowOtherMachine) {
      throw new UserError('input', `the speeds of these records are of ${machines.length} machines: ${named}`, {
        remedy: 'Compare records of one machine, or give --allow-other-machine: the table then says so.',
      });
    }
    notes.push(
      `Speeds of ${machines.length} machines are compared, as asked for: ${named}. They differ by machine as much as by code.`,
    );
  }
  const evidence = accuracyOfRecords(first, second, config, notes);
  const count = Math.min(bases.length, heads.length);
  const pairs = metricsOfBase.slice(0, count).map((metrics, i) => ({ base: { metrics }, head: { metrics: metricsOfHead[i]! } }));
  const speed = speedEvidence(pairs, config, config.seed);
  evidence.push(...speed.evidence);
  if (hasSpeed && bases.length !== heads.length)
    notes.push(`${counted(count, 'run of either side is', 'runs of either side are')} paired; the others are left out.`);
  notes.push(...speed.onlyHead.map((name) => `Only head measures ${name}: listed, not judged.`));
  const metrics = judge(evidence);
  return {
    format: 'matchbench-gate',
    formatVersion: 1,
    mode: 'records',
    verdict: overall(metrics),
    base: base.join(', '),
    head: head.join(', '),
    machine: machines.join(', '),
    suite: first.record.suite.name,
    pairs: count,
    seed: config.seed,
    plant: {},
    metrics: sorted(metrics),
    notes,
    rounds: [
      { first: pairs.map(() => 'base' as const), base: metricsOfBase.slice(0, count), head: metricsOfHead.slice(0, count) },
    ],
  };
}

async function readAll(folders: readonly string[]): Promise<LoadedRecord[]> {
  const records: LoadedRecord[] = [];
  for (const folder of folders) {
    const loaded = await readRecord(folder);
    const failed = loaded.cells.find(({ status }) => status === 'failed');
    if (failed !== undefined) {
      throw new UserError(
        'input',
        `the cell ${failed.id} of this run failed: ${failed.failure?.message ?? 'no reason is kept'}`,
        {
          place: folder,
          remedy: 'What failed is no evidence: run the suite again with --resume.',
        },
      );
    }
    const last = loaded.record.attempts.at(-1);
    if (last?.outcome !== 'finished') {
      throw new UserError('input', 'this run was not finished', { place: folder, remedy: 'Go on with it: run --resume.' });
    }
    records.push(loaded);
  }
  return records;
}

/** With equal weights every query counts; where head trained others the unit is a seed, and the queries are told beside it. */
function accuracyOfRecords(base: LoadedRecord, head: LoadedRecord, config: GateConfig, notes: string[]): Evidence[] {
  const [first, second] = [accuracyOf(base), accuracyOf(head)];
  const added = Object.keys(second.models).filter((model) => first.models[model] === undefined);
  notes.push(...added.map((model) => `Only head measures nDCG@10 ${model}: listed, not judged.`));
  const byQuery = accuracyEvidence(first, second, config, config.seed);
  if (byQuery.length === 0) return [];
  if (sameWeights(base, head)) {
    notes.push('Both records hold the same weights, bit by bit.');
    return byQuery;
  }
  notes.push('Head has other weights than base: its seeds decide. Intervals over queries hold for these weights alone.');
  const told = byQuery.map((one) => ({
    ...one,
    rule: { ...one.rule, level: one.rule.level === 'off' ? one.rule.level : ('warn' as const) },
  }));
  return [...seedEvidence(base, head, config), ...told];
}

/** nDCG@10 of every query of both directions, by data set and model; the cells of both sides in one order. */
function accuracyOf({ cells, perQuery }: LoadedRecord): Accuracies {
  const models: Record<string, { ndcg: number[]; units: number[]; queries: string[] }> = {};
  const ordered = [...cells].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, kind, key } of ordered) {
    const values = perQuery.get(id);
    if (kind !== 'accuracy' || values === undefined) continue;
    const name = `${key.dataset} ${key.model}`;
    const model = models[name] ?? { ndcg: [], units: [], queries: [] };
    models[name] = model;
    for (const direction of directions) {
      const { rows, units, values: metrics } = values[direction];
      const ndcg = metrics.get('nDCG@10');
      if (ndcg === undefined) continue;
      for (const [i, value] of ndcg.entries()) {
        model.ndcg.push(value);
        model.units.push(units[i]!);
        model.queries.push(`${id} ${direction} ${rows[i]}`);
      }
    }
  }
  return { models };
}

/** Whatever of a run a gate knows how to judge, by the names of its metrics. Models are measured minutes apart, so no ratio of them cancels the machine. */
function speedsOf({ cells }: LoadedRecord): Record<string, number> {
  const values = new Map<string, number[]>();
  const add = (
    kind: string,
    of: { dataset?: string; model?: string; scorer?: string; direction?: string },
    value: number,
  ): void => {
    const name = [kind, of.dataset, of.model, of.scorer, of.direction].filter((part) => part !== undefined).join(' ');
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const { figures, samples } of cells) {
    for (const { name, key, values: times } of samples) {
      if (name !== 'end to end') continue;
      add('latency', key, quantile(times, undisturbedShare)!);
      add('median latency', key, median(times)!);
    }
    for (const figure of figures) if (kept.has(figure.metric)) add(figure.metric, figure, figure.value);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, median(all)!]));
}

const kept = new Set(['open time', 'cache bytes', 'index bytes', 'peak memory']);
