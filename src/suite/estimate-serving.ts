import type { DatasetManifest } from '../dataset/manifest.ts';
import { idleQueries } from '../measuring/idle.ts';
import type { Direction } from '../types.ts';
import type { Estimate } from './cell.ts';
import type { QualityCell } from './cells/quality.ts';
import { operationsPerSecondPerThread, startSeconds } from './estimate.ts';
import type { Suite } from './schema.ts';
import type { ServedModel } from './served-models.ts';
import type { Strategy } from './strategies.ts';

/** Expects what the cells of the block `serving` take, from counted operations and sizes alone. */
export interface ServingEstimator {
  fusion(strategy: Strategy): Estimate;
  quality(strategy: Strategy, pools: Pick<QualityCell, 'shares' | 'trainingAdded'>): Estimate;
  latency(strategy: Strategy, threads: number): Estimate;
  load(strategy: Strategy, probes: number, seconds: number): Estimate;
  /** `kept`: its index is written to a file. */
  start(idleSeconds: number, kept?: boolean): Estimate;
  backbone(): Estimate;
  synthetic(count: number, direction: Direction): Estimate;
  candidates(strategy: Strategy, sizes: readonly number[]): Estimate;
}

/** Calls of libraries, and copies, of one query. */
const overheadSeconds = 2e-4;
/** Vectors that a graph is built over in a second by one thread. */
const builtPerSecond = 3_000;
/** Of an item in the file of an index: a vector of 256 values, and its links. */
const keptBytes = 1_200;

/** @param models all that a strategy may name, by label */
export function servingEstimator(
  suite: Suite,
  manifest: DatasetManifest,
  models: ReadonlyMap<string, ServedModel>,
): ServingEstimator {
  const { left, right } = manifest.sides;
  const { serving } = suite;
  const folds = Math.max(2, manifest.splits.length);
  const items = (left.count + right.count) / 2;
  const tested = items / folds;
  const directions = serving?.directions.length ?? 2;
  const pairSeconds = (model: string, scorer: string, threads: number): number => {
    const { interaction, pair } = models.get(model)!.sized.work;
    return (scorer === 'exhaustive-naive' ? pair : interaction).operations / (operationsPerSecondPerThread * threads);
  };
  /** Of the candidates, those that the network of a strategy scores for a query. */
  const scored = ({ scorer, settings }: Pick<Strategy, 'scorer' | 'settings'>, candidates: number): number =>
    scorer.startsWith('exhaustive') || scorer === 'exact' ? candidates : Math.min(candidates, settings.k ?? 100);
  const querySeconds = (strategy: Strategy, candidates: number, threads: number): number => {
    const { model, scorer, first } = strategy;
    const beneath = first === undefined ? 0 : scored(first, candidates) * pairSeconds(first.model, first.scorer, threads);
    return overheadSeconds + scored(strategy, candidates) * pairSeconds(model, scorer, threads) + beneath;
  };
  const opening = (candidates: number): number => 0.3 + candidates / builtPerSecond;
  const one = (seconds: number, bytes = 0): Estimate => ({ seconds: startSeconds + seconds, bytes });
  return {
    fusion: (strategy) => one(1 + 2 * (tested * querySeconds(strategy, tested, 1) + 2 * opening(tested))),
    quality(strategy, { shares, trainingAdded }) {
      const pools = [
        ...shares.map((share) => ({ queries: share * tested, candidates: share * tested })),
        ...(trainingAdded ? [{ queries: tested, candidates: items }] : []),
      ];
      const seconds = pools.map(
        ({ queries, candidates }) => 2 * (queries * querySeconds(strategy, candidates, 1) + opening(candidates) + 0.2),
      );
      // Lists of a hundred for every query, of the reference alone.
      return one(1 + seconds.reduce((sum, value) => sum + value, 0), tested * 64);
    },
    latency(strategy, threads) {
      const { queries = 0, seconds = 0 } = serving ?? {};
      const series = Math.min(seconds, 1 + queries * querySeconds(strategy, tested, threads));
      return one(directions * (series + opening(tested)), 120 * queries * directions);
    },
    load(strategy, probes, seconds) {
      const rate = 0.5 / querySeconds(strategy, tested, 1);
      const run = Math.max(seconds, 700 / rate);
      return one(probes * run + 3 * seconds + opening(tested), 400 * probes);
    },
    start: (idleSeconds, kept = false) => one(1.5 + idleQueries * idleSeconds, kept ? keptBytes * tested : 0),
    backbone: () => one(directions * (2 + (serving?.seconds ?? 0))),
    synthetic(count, direction) {
      const widths = { left: left.features.width, right: right.features.width };
      const [candidates, asking] = direction === 'left-right' ? [widths.right, widths.left] : [widths.left, widths.right];
      const drawn = count * candidates + (serving?.queries ?? 0) * asking;
      // A draw mixes two dozen rows; fitting the density compares and draws 500 rows nine times.
      return one(3 + drawn / 2e7 + (9 * 500 * 250 * candidates) / 5e8, 4 * drawn);
    },
    candidates(strategy, sizes) {
      const { sizeSeconds = 0, queries = 0 } = serving ?? {};
      const isIndex = [strategy.scorer, strategy.first?.scorer].some((name) => /hnsw|ivf|usearch|graph|tree/.test(name ?? ''));
      const seconds = sizes.map((size) => {
        const series = Math.max(0.5, Math.min(sizeSeconds, queries * querySeconds(strategy, size, 1)));
        return series + 0.3 + size / 1e5 + (isIndex ? size / builtPerSecond : 0);
      });
      return one(
        seconds.reduce((sum, value) => sum + value, 2),
        400 * queries * sizes.length,
      );
    },
  };
}
