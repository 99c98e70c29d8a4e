import type { DatasetManifest } from '../../dataset/manifest.ts';
import { idleQueries } from '../../measuring/idle.ts';
import { hasIndex, kindOf } from '../../retrieval/scorer-kinds.ts';
import type { Direction } from '../../types.ts';
import type { Estimate } from '../cell.ts';
import type { BuildCell } from '../cells/build.ts';
import type { QualityCell } from '../cells/quality.ts';
import type { Suite } from '../reading/schema.ts';
import { operationsPerPair, operationsPerSecondPerThread, startSeconds } from './estimate.ts';
import type { ServedModel } from './served-models.ts';
import type { Strategy } from './strategies.ts';

/** Expects what the cells of the block `serving` take, from counted operations and sizes alone. */
export interface ServingEstimator {
  fusion(strategy: Strategy): Estimate;
  quality(strategy: Strategy, pools: Pick<QualityCell, 'shares' | 'trainingAdded'>): Estimate;
  latency(strategy: Strategy, threads: number): Estimate;
  load(strategy: Strategy, probes: number, seconds: number): Estimate;
  /** An index over sets of candidates, kept in files. */
  build(over: BuildCell['over']): Estimate;
  /** `builds`: a start that builds its index anew. */
  start(strategy: Strategy, idleSeconds: number, builds?: boolean): Estimate;
  backbone(): Estimate;
  synthetic(count: number, direction: Direction): Estimate;
  candidates(strategy: Strategy, sizes: readonly number[]): Estimate;
}

/** Calls of libraries, and copies, of one query. */
const overheadSeconds = 2e-4;
/** Vectors that a graph is built over in a second by one thread. */
const builtPerSecond = 1_500;
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
  const pairSeconds = (model: string, scorer: string, threads: number): number =>
    operationsPerPair(models.get(model)!.sized, scorer) / (operationsPerSecondPerThread * threads);
  /** Of the candidates, those that the network of a strategy scores for a query. */
  const scored = ({ scorer, settings }: Pick<Strategy, 'scorer' | 'settings'>, candidates: number): number =>
    kindOf(scorer).scoresAll === undefined ? Math.min(candidates, settings.k ?? settings.calls ?? 100) : candidates;
  const querySeconds = (strategy: Strategy, candidates: number, threads: number): number => {
    const { model, scorer, first } = strategy;
    const beneath = first === undefined ? 0 : scored(first, candidates) * pairSeconds(first.model, first.scorer, threads);
    return overheadSeconds + scored(strategy, candidates) * pairSeconds(model, scorer, threads) + beneath;
  };
  /** Reading and encoding candidates, with an index from its file. */
  const opening = (candidates: number): number => 0.3 + candidates / 1e5;
  const building = ({ scorer, first }: Strategy, candidates: number): number =>
    [scorer, first?.scorer ?? ''].some(hasIndex) ? candidates / builtPerSecond : 0;
  const one = (seconds: number, bytes = 0): Estimate => ({ seconds: startSeconds + seconds, bytes });
  return {
    fusion: (strategy) => {
      const opened = 2 * (opening(tested) + building(strategy, tested));
      return one(1 + 2 * (tested * querySeconds(strategy, tested, 1) + opened));
    },
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
      // Only the first number of threads is served by what others built.
      const built = threads === serving?.threads[0] ? 0 : building(strategy, tested);
      return one(directions * (series + opening(tested) + built), 120 * queries * directions);
    },
    load(strategy, probes, seconds) {
      const rate = 0.5 / querySeconds(strategy, tested, 1);
      const run = Math.max(seconds, 700 / rate);
      return one(probes * run + 3 * seconds + opening(tested), 400 * probes);
    },
    build(over) {
      const sizes =
        'shares' in over
          ? over.directions.flatMap(() => [...over.shares.map((share) => share * tested), ...(over.trainingAdded ? [items] : [])])
          : over.sizes;
      const seconds = sizes.map((size) => opening(size) + size / builtPerSecond);
      return one(
        seconds.reduce((sum, value) => sum + value, 1),
        keptBytes * sizes.reduce((sum, size) => sum + size, 0),
      );
    },
    start: (strategy, idleSeconds, builds = false) =>
      one(1.5 + idleQueries * idleSeconds + (builds ? building(strategy, tested) : 0)),
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
      const seconds = sizes.map((size) => {
        const series = Math.max(0.5, Math.min(sizeSeconds, queries * querySeconds(strategy, size, 1)));
        return series + opening(size);
      });
      return one(
        seconds.reduce((sum, value) => sum + value, 2),
        400 * queries * sizes.length,
      );
    },
  };
}
