import type { Figure } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { bestContender } from '../costs/best-contender.ts';
import { wholeRanking } from '../costs/strategy-quality.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { candidatesOf, find, measured, select } from '../figures/figure-lookup.ts';
import { isControl } from '../record/arms.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { type CostPair, type Overtaking, overtaking } from './overtaking.ts';
import { type Prices, perMillion, priceOf } from './prices.ts';
import { type ComparedSystem, divisionOf, toSystem } from './systems.ts';

/** What is served: the same on every system. */
export interface Subject {
  readonly dataset: string;
  readonly model: string;
  readonly scorer: string;
  readonly direction: Direction;
}

/** One query at a time. What was not measured is absent. */
export interface QueryLatency {
  readonly p50?: Figure;
  readonly p99?: Figure;
  readonly firstCall?: Figure;
  readonly idle?: Figure;
  readonly warmUpMs?: number;
  readonly pricePerMillion?: number;
}

export interface LatencyRow extends Subject {
  readonly candidates: number;
  /** In the order of the systems. */
  readonly systems: readonly QueryLatency[];
}

/** Many queries at once. */
export interface BatchRow extends Subject {
  readonly candidates: number;
  readonly batch: number;
  readonly systems: readonly {
    readonly throughput?: Figure;
    /** Time of moving the same bytes without work, beside that of the batch. */
    readonly transfer?: Figure;
    readonly whole?: Figure;
    readonly pricePerMillion?: number;
  }[];
}

/** Where a system becomes faster than the first one. */
export interface OvertakingRow extends Subject {
  /** What grows: queries at once over so many candidates, candidates at one query, pairs of one pass. */
  readonly over: 'queries at once' | 'candidates' | 'pairs';
  readonly candidates?: number;
  readonly system: string;
  readonly found: Overtaking;
}

/** The quickest way of each system to answers of nearly the best quality. */
export interface EqualQualityRow {
  readonly dataset: string;
  readonly direction: Direction;
  /** The nDCG@10 that has to be reached. */
  readonly floor: number;
  readonly systems: readonly (
    | { readonly model: string; readonly scorer: string; readonly quality: number; readonly p50: Figure }
    | undefined
  )[];
}

export interface Comparison {
  readonly systems: readonly (ComparedSystem & {
    readonly division: 'closed' | 'open';
    readonly differing: readonly string[];
    readonly perHour?: number;
  })[];
  readonly prices?: Pick<Prices, 'currency' | 'asOf'>;
  readonly latency: readonly LatencyRow[];
  readonly equalQuality: readonly EqualQualityRow[];
  readonly batches: readonly BatchRow[];
  readonly overtaking: readonly OvertakingRow[];
}

/** Quality counts as equal from this share of the best of all systems on (MLPerf Inference's closed division asks for 99 %). */
const equalShare = 0.99;

/**
 * Sets runs beside each other, the first of which the others are compared with. Throws a `UserError` of kind `input` where they share no data or no model.
 */
export function compareRuns(
  runs: readonly { readonly name: string; readonly loaded: Pick<LoadedRecord, 'record' | 'cells'> }[],
  prices?: Prices,
): Comparison {
  const compared = runs.map(({ name, loaded }) => ({ record: loaded.record, system: toSystem(name, loaded) }));
  const systems = compared.map((one) => ({
    ...one.system,
    ...divisionOf(compared[0]!, one),
    ...(prices === undefined ? {} : { perHour: priceOf(one.system, prices) }),
  }));
  const latency = latencyRows(systems);
  const batches = batchRows(systems);
  return {
    systems,
    ...(prices === undefined ? {} : { prices: { currency: prices.currency, asOf: prices.asOf } }),
    latency,
    equalQuality: equalQualityRows(systems, latency),
    batches,
    overtaking: overtakingRows(systems, latency, batches),
  };
}

type Systems = Comparison['systems'];

interface At extends Subject {
  readonly leftCount: number;
  readonly rightCount: number;
  readonly seed: Figure['seed'];
  readonly split: Figure['split'];
}

/** The different things that any system has a figure of, in the order of the first that has them. */
function subjectsOf(systems: Systems, metric: string): At[] {
  const found = new Map<string, At>();
  for (const { figures } of systems) {
    for (const { dataset, split, model, scorer, direction, seed, leftCount, rightCount } of select(figures, { metric })) {
      if (dataset === undefined || model === undefined || scorer === undefined || direction === undefined) continue;
      if (leftCount === undefined || rightCount === undefined) continue;
      const at: At = { dataset, split, model, scorer, direction, seed, leftCount, rightCount };
      const name = JSON.stringify(at);
      if (!found.has(name)) found.set(name, at);
    }
  }
  return [...found.values()];
}

const plain = ({ dataset, model, scorer, direction }: Subject): Subject => ({ dataset, model, scorer, direction });

function latencyRows(systems: Systems): LatencyRow[] {
  return subjectsOf(systems, meanName('end to end')).map((at) => ({
    ...plain(at),
    candidates: candidatesOf(at)!,
    systems: systems.map(({ figures, warmUpMs, perHour }) => {
      const here = (metric: string): Figure | undefined => find(figures, { ...at, metric });
      const rate = here('throughput')?.value;
      return defined({
        p50: here(percentileName('end to end', 50)),
        p99: here(percentileName('end to end', 99)),
        firstCall: here('first call'),
        idle: here('idle latency') ?? here(percentileName('idle latency', 50)),
        warmUpMs: warmUpMs.get([at.dataset, at.model, at.scorer].join(' ')),
        pricePerMillion: perHour === undefined || rate === undefined ? undefined : perMillion(perHour, rate),
      });
    }),
  }));
}

function batchRows(systems: Systems): BatchRow[] {
  return subjectsOf(systems, 'batch throughput').map((at) => ({
    ...plain(at),
    batch: at.leftCount,
    candidates: at.rightCount,
    systems: systems.map(({ figures, perHour }) => {
      const here = (metric: string): Figure | undefined => find(figures, { ...at, metric });
      const throughput = here('batch throughput');
      return defined({
        throughput,
        transfer: here(meanName('transfer')),
        whole: here(meanName('batch')),
        pricePerMillion: perHour === undefined || throughput === undefined ? undefined : perMillion(perHour, throughput.value),
      });
    }),
  }));
}

/** nDCG@10 of what a scorer returns: its own where that was measured over as many candidates, or that of the model where the scorer is exact. */
function qualityOf(
  { figures }: Systems[number],
  { dataset, model, scorer, direction, candidates }: Subject & { readonly candidates: number },
): number | undefined {
  const quality = select(figures, { metric: 'nDCG@10', dataset, model, direction });
  const own = quality.filter((figure) => figure.scorer === scorer && candidatesOf(figure) === candidates);
  const ofModel = wholeRanking.includes(scorer) ? quality.filter((figure) => figure.scorer === undefined) : [];
  const values = (own.length > 0 ? own : ofModel).map(({ value }) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function equalQualityRows(systems: Systems, latency: readonly LatencyRow[]): EqualQualityRow[] {
  const places = new Map(latency.map(({ dataset, direction }) => [JSON.stringify([dataset, direction]), { dataset, direction }]));
  return [...places.values()].flatMap(({ dataset, direction }) => {
    const here = latency.filter((row) => row.dataset === dataset && row.direction === direction);
    const all = here.flatMap((row) =>
      systems.flatMap((system) => {
        const quality = qualityOf(system, row);
        return quality === undefined ? [] : [{ model: row.model, quality }];
      }),
    );
    const best = bestContender(all);
    if (best === undefined) return [];
    const floor = equalShare * best.quality;
    const quickest = systems.map((system, i) => {
      const reaching = here.flatMap((row) => {
        const [quality, p50] = [qualityOf(system, row), row.systems[i]!.p50];
        return quality === undefined || p50 === undefined || quality < floor || isControl(row.model)
          ? []
          : [{ model: row.model, scorer: row.scorer, quality, p50 }];
      });
      return reaching.sort((a, b) => a.p50.value - b.p50.value)[0];
    });
    return [{ dataset, direction, floor, systems: quickest }];
  });
}

function overtakingRows(systems: Systems, latency: readonly LatencyRow[], batches: readonly BatchRow[]): OvertakingRow[] {
  const passes = subjectsOf(systems, 'pair pass').map((at) => ({
    ...plain(at),
    pairs: at.leftCount * at.rightCount,
    systems: systems.map(({ figures }) => find(figures, { ...at, metric: 'pair pass' })),
  }));
  return systems.slice(1).flatMap(({ name }, i) => [
    ...grouped(batches, ({ candidates, ...row }) => [plain(row), candidates]).flatMap((rows) => {
      const { candidates } = rows[0]!;
      const found = overtaking(rows.flatMap((row) => pairOf(row.batch, row.systems[0]?.whole, row.systems[i + 1]?.whole)));
      return found === undefined
        ? []
        : [{ ...plain(rows[0]!), over: 'queries at once' as const, candidates, system: name, found }];
    }),
    ...grouped(sweepPoints(latency, batches), plain).flatMap((rows) => {
      const found = overtaking(rows.flatMap(({ size, costs }) => pairOf(size, costs[0], costs[i + 1])));
      return found === undefined || found.smallest === found.largest
        ? []
        : [{ ...plain(rows[0]!), over: 'candidates' as const, system: name, found }];
    }),
    ...grouped(passes, plain).flatMap((rows) => {
      const found = overtaking(rows.flatMap((row) => pairOf(row.pairs, row.systems[0], row.systems[i + 1])));
      return found === undefined ? [] : [{ ...plain(rows[0]!), over: 'pairs' as const, system: name, found }];
    }),
  ]);
}

/** Times of one query by the number of candidates: latencies where they were taken at several, else batches of one. */
function sweepPoints(latency: readonly LatencyRow[], batches: readonly BatchRow[]) {
  const swept = grouped(latencyPoints(latency), plain).filter((rows) => new Set(rows.map(({ size }) => size)).size > 1);
  const known = new Set(swept.map((rows) => JSON.stringify(plain(rows[0]!))));
  const others = latencyPoints(batches.filter(({ batch }) => batch === 1)).filter(
    (row) => !known.has(JSON.stringify(plain(row))),
  );
  return [...swept.flat(), ...others];
}

const latencyPoints = (rows: readonly (LatencyRow | BatchRow)[]) =>
  rows.map((row) => ({
    ...plain(row),
    size: row.candidates,
    costs: row.systems.map((system) => ('whole' in system ? system.whole : 'p50' in system ? system.p50 : undefined)),
  }));

const pairOf = (size: number, first: Figure | undefined, other: Figure | undefined): CostPair[] =>
  first === undefined || other === undefined ? [] : [{ size, first: measured(first), other: measured(other) }];

function grouped<Row>(rows: readonly Row[], by: (row: Row) => unknown): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = JSON.stringify(by(row));
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()];
}

/** Without the keys that have no value. */
const defined = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
