import type { BulkCost, CostModel, LoadCurve, RefreshCost, ShortTail, Strategy } from '../../decision/cost-model.ts';
import { disturbanceSentence, shortTailSentence } from '../../decision/cost-sentences.ts';
import { costAt, fitGrowth, type Growth, measuredSizes, type SizedCost } from '../../decision/growth.ts';
import { unevenSpeedSentence } from '../../decision/uneven-speed.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import { median } from '../../statistics/summary.ts';
import type { Direction } from '../../types.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { candidatesOf, measured, select } from '../figures/figure-lookup.ts';
import type { DerivedFigures } from '../figures/figures.ts';
import { directions } from '../figures/per-query.ts';
import { isControl } from '../record/arms.ts';
import { disturbance } from '../record/disturbance.ts';
import { familyOf } from '../record/families.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { loadCurves } from './load-curves.ts';
import { exactLabel, type RecordedStrategy, recordedStrategies, strategyLabel, strategyNamed } from './recorded-strategies.ts';
import { type StrategyQuality, strategyMetric, strategyQuality } from './strategy-quality.ts';
import { labelWords, strategyWords } from './strategy-words.ts';
import { unlikeReal } from './unlike-real.ts';

/** Rows of a data set that was made larger by items drawn from its density: they say what things cost, and nothing of quality. */
const syntheticOf = (dataset: string): string => `${dataset}+synthetic`;

/**
 * The cost model of every data set and direction in which latency was measured. What a run did not measure is left out of it; nothing is taken from another
 * data set or direction but the backbone, which encodes a candidate as it encodes a query of the same side. Controls are no strategies to take.
 */
export function costModelsOf(loaded: LoadedRecord, derived: Pick<DerivedFigures, 'figures' | 'passFits'>): CostModel[] {
  const { record, cells } = loaded;
  const { cpu, cores, memoryBytes, cgroupMemoryBytes, cgroupCpuQuota } = record.machine;
  const machine = {
    cpu,
    cores: Math.max(1, Math.min(cores, Math.ceil(cgroupCpuQuota ?? cores))),
    memoryBytes: Math.min(memoryBytes, cgroupMemoryBytes ?? memoryBytes),
  };
  const strategies = recordedStrategies(record.suite);
  const isUnlikeReal = unlikeReal(record, cells);
  return record.datasets.flatMap(({ name: dataset }) => {
    const here = derived.figures.filter((figure) => figure.dataset === dataset || figure.dataset === syntheticOf(dataset));
    const disturbed = disturbance(cells.filter(({ kind, key }) => kind !== 'train' && key.dataset === dataset));
    const models = directions.flatMap((direction): CostModel[] => {
      const rows = select(here, { direction }).filter((row) => row.dataset === dataset || !isUnlikeReal({ ...row, dataset }));
      const names = new Map(
        select(rows, { metric: meanName('end to end') }).flatMap(({ model, scorer }): [string, readonly [string, string]][] =>
          model === undefined || scorer === undefined || isControl(model)
            ? []
            : [[JSON.stringify([model, scorer]), [model, scorer]]],
        ),
      );
      if (names.size === 0) return [];
      const quality = strategyQuality(loaded, dataset, direction, new Set([...names.values()].map(([model]) => model)));
      const loads = loadCurves(cells, dataset, direction);
      const timed = new Set([...names.values()].map(([model, scorer]) => idOf(model, scorer)));
      const about = { record, dataset, direction, figures: here, quality, strategies, timed, derived, loads };
      const served = inOrder([...names.values()]).map(([model, scorer]) =>
        strategyOf(model, scorer, select(rows, { model, scorer }), about),
      );
      const backbone = backboneMs(here, direction, meanName);
      const [short, uneven] = [shortTailSentence(served), unevenSpeedSentence(served, backbone)];
      return [
        {
          dataset,
          direction,
          backboneMs: backbone,
          qualityMetric: strategyMetric,
          machine,
          strategies: served,
          doubts: [
            ...(disturbed.disturbed === 0 ? [] : [disturbanceSentence(disturbed)]),
            ...(uneven === undefined ? [] : [uneven]),
            ...(short === undefined ? [] : [short]),
          ],
        },
      ];
    });
    return models.toSorted((a, b) => grownStrategies(b) - grownStrategies(a));
  });
}

/** Strategies whose latency is known at more than one number of candidates: the direction that has more of them can answer more, and comes first. */
export const grownStrategies = ({ strategies }: CostModel): number =>
  strategies.filter(({ latencyMs }) => {
    if (latencyMs === undefined) return false;
    const { smallest, largest } = measuredSizes(latencyMs);
    return largest > smallest;
  }).length;

interface About {
  readonly record: RunRecord;
  readonly dataset: string;
  readonly direction: Direction;
  /** Of the data set, in both directions. */
  readonly figures: readonly Figure[];
  readonly quality: StrategyQuality;
  readonly strategies: readonly RecordedStrategy[];
  /** Ids of what has a latency here. */
  readonly timed: ReadonlySet<string>;
  readonly derived: Pick<DerivedFigures, 'passFits'>;
  readonly loads: (model: string, scorer: string) => readonly LoadCurve[];
}

/** Models as they come; settings as they are read, 16 before 128. */
function inOrder(names: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const models = [...new Set(names.map(([model]) => model))];
  return models.flatMap((model) =>
    names.filter((name) => name[0] === model).toSorted(([, a], [, b]) => a.localeCompare(b, 'en', { numeric: true })),
  );
}

/** Encoding of one query by the backbone, which no scorer does: `undefined` where it was not measured. */
const backboneMs = (
  figures: readonly Figure[],
  direction: Direction,
  statistic: (series: string) => string,
): number | undefined => median(select(figures, { direction, metric: statistic('encode backbone') }).map(({ value }) => value));

/** Cores of the measured process. */
function coresOf(strategy: RecordedStrategy | undefined, { suite, machine }: RunRecord): number {
  const ofServing = (suite.serving as { readonly threads?: readonly unknown[] } | undefined)?.threads?.[0];
  return [strategy?.threads, ofServing, suite.threads].find((threads) => typeof threads === 'number') ?? machine.cores;
}

const idOf = (model: string, scorer: string): string => `${model} · ${scorer}`;

/** The same with exact search over the same vectors, where that was timed too. */
function approximated(strategy: RecordedStrategy | undefined, { timed }: About): string | undefined {
  if (strategy === undefined) return undefined;
  const exact = idOf(strategy.model, exactLabel(strategy));
  return timed.has(exact) && exact !== idOf(strategy.model, strategy.label) ? exact : undefined;
}

function strategyOf(model: string, scorer: string, rows: readonly Figure[], about: About): Strategy {
  const { record, quality, loads } = about;
  const strategy = strategyNamed(about.strategies, { model, scorer });
  // Quality does not depend on threads.
  const unthreaded = strategy === undefined ? scorer : strategyLabel({ ...strategy, threads: undefined });
  const stages = fixedStages(strategy, rows, about);
  const latencyMs = latencyOf(rows, meanName, stages, about);
  const p99Ms = latencyOf(rows, (series) => percentileName(series, 99), stages, about, latencyMs?.form);
  return {
    id: idOf(model, scorer),
    words: strategy === undefined ? labelWords(model, scorer) : strategyWords(strategy),
    model,
    family: familyOf(record, model),
    scorer,
    approximates: approximated(strategy, about),
    cores: coresOf(strategy, record),
    latencyMs,
    p99Ms,
    shortTail: p99Ms === undefined ? shortTailOf(rows, stages, about) : undefined,
    loads: loads(model, scorer),
    bytesPerItem: bytesPerItem(rows, model, about),
    refresh: refreshOf(rows, about),
    bulk: bulkOf(model, scorer, about),
    pools: quality.poolsOf(model, unthreaded),
  };
}

/**
 * From a raw query to its answer: the backbone's time is added to each that starts from features. What M does not touch of it are the backbone and the stages
 * that were timed apart and work on a fixed number of items: their mean, of a p99 too, since nobody knows which of its parts made a query slow.
 */
function latencyOf(
  rows: readonly Figure[],
  statistic: (series: string) => string,
  stages: readonly string[],
  about: About,
  like?: Growth['form'],
): Growth | undefined {
  const known = backboneMs(about.figures, about.direction, statistic);
  // With too few queries for a p99 of the backbone there is none of the whole either.
  if (known === undefined && backboneMs(about.figures, about.direction, meanName) !== undefined) return undefined;
  const before = known ?? 0;
  const plus = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms + before);
  const points = sized(rows, statistic('end to end'), about);
  const least = (stage: string): number => Math.min(...sized(rows, meanName(stage), about).map(({ cost }) => cost.value));
  const still = stages.map(least).filter(Number.isFinite);
  return fitGrowth(
    points.map(({ size, cost: { value, low, high } }) => ({
      size,
      cost: { value: value + before, low: plus(low), high: plus(high) },
    })),
    still.reduce((sum, ms) => sum + ms, before),
    like,
  );
}

/** Stages of one query that take as long whatever the number of candidates: encoding it, and what a cascade or a graph does with the few that it scores. */
function fixedStages(strategy: RecordedStrategy | undefined, rows: readonly Figure[], about: About): readonly string[] {
  const { k, calls } = strategy?.settings ?? {};
  const scored = strategy?.scorer === 'cascade' ? k : strategy?.scorer === 'network-graph' ? calls : undefined;
  const smallest = sized(rows, meanName('end to end'), about)[0]?.size ?? 0;
  const isFew = scored !== undefined && scored > 0 && scored < smallest;
  return ['encode', ...(isFew ? ['gather', 'interaction'] : [])];
}

/** What is known of latency where queries, or those of the backbone, were too few for a p99. */
function shortTailOf(rows: readonly Figure[], stages: readonly string[], about: About): ShortTail {
  const counts = (figures: readonly Figure[], series: string): number[] =>
    select(figures, { metric: meanName(series), direction: about.direction }).map(({ samples = 0 }) => samples);
  const [whole, backbone] = [counts(rows, 'end to end'), counts(about.figures, 'encode backbone')];
  const timed = Math.min(Math.max(0, ...whole), ...(backbone.length === 0 ? [] : [Math.max(...backbone)]));
  const needed = minimumSamples[99];
  for (const percentile of [95, 90, 50] as const) {
    const known = latencyOf(rows, (series) => percentileName(series, percentile), stages, about);
    if (known === undefined) continue;
    return { timed, needed, highest: { percentile, ms: costAt(known, measuredSizes(known).largest).value } };
  }
  return { timed, needed };
}

/** One cost a number of candidates, ascending: the median where several cells measured it, of real items where there are any. */
function sized(rows: readonly Figure[], metric: string, { dataset }: About): SizedCost[] {
  const sizes = new Map<number, Figure[]>();
  for (const row of select(rows, { metric })) {
    const size = candidatesOf(row);
    if (size !== undefined) sizes.set(size, [...(sizes.get(size) ?? []), row]);
  }
  return [...sizes]
    .map(([size, all]): SizedCost => {
      const real = select(all, { dataset });
      const used = real.length > 0 ? real : all;
      return { size, cost: used.length === 1 ? measured(used[0]!) : { value: median(used.map(({ value }) => value))! } };
    })
    .toSorted((a, b) => a.size - b.size);
}

/** At the largest size, where fixed parts weigh least. */
function perItem(rows: readonly Figure[], metric: string, about: About): number | undefined {
  const largest = sized(rows, metric, about).at(-1);
  return largest === undefined ? undefined : largest.cost.value / largest.size;
}

const float32Bytes = 4;

/** What is kept of a candidate while it is served: cache and index or, where nothing is cached, its features. */
function bytesPerItem(rows: readonly Figure[], model: string, about: About): number | undefined {
  const parts = ['cache bytes', 'index bytes'].flatMap((metric) => perItem(rows, metric, about) ?? []);
  if (parts.length > 0) return parts.reduce((sum, bytes) => sum + bytes, 0);
  const manifest = about.record.models.find(({ name }) => name === model);
  const inputs = manifest?.[about.direction === 'left-right' ? 'right' : 'left'].inputs;
  return inputs?.reduce((sum, { shape }) => sum + float32Bytes * shape.reduce((size, dim) => size * dim, 1), 0);
}

function refreshOf(rows: readonly Figure[], about: About): RefreshCost {
  // A scorer that was opened told all its stages: one that is not there is none.
  const opened = rows.some(({ metric }) => metric === 'open time');
  const stage = (metric: string): number | undefined => perItem(rows, metric, about) ?? (opened ? 0 : undefined);
  const asQuery = about.direction === 'left-right' ? 'right-left' : 'left-right';
  return {
    backboneMs: backboneMs(about.figures, asQuery, meanName),
    encodeMs: stage('encode candidates'),
    buildMs: stage('build time'),
  };
}

/** Encoding a side costs what it does as candidates of the direction in which it is searched. */
function bulkOf(model: string, scorer: string, about: About): BulkCost | undefined {
  const pass = about.derived.passFits.find(
    (one) => one.dataset === about.dataset && one.model === model && one.scorer === scorer,
  );
  if (pass === undefined) return undefined;
  const encoding = (direction: Direction): number | undefined =>
    refreshOf(select(about.figures, { model, scorer, direction }), { ...about, direction }).encodeMs;
  return { pairs: pass.fit, leftMs: encoding('right-left'), rightMs: encoding('left-right') };
}
