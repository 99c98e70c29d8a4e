import { measureLatency } from '../../measuring/latency.ts';
import { poissonArrivals } from '../../measuring/load/arrivals.ts';
import { startGenerator } from '../../measuring/load/generator.ts';
import { judgeLoad, type LoadPoint } from '../../measuring/load/load-point.ts';
import { offlinePasses } from '../../measuring/load/offline.ts';
import { serveOpenLoop } from '../../measuring/load/open-loop.ts';
import { findSustainedRate } from '../../measuring/load/sustained-rate.ts';
import { readMemory } from '../../measuring/memory.ts';
import { singleQueries } from '../../measuring/single-queries.ts';
import { createRandom, deriveSeed } from '../../random.ts';
import type { Figure } from '../../record.ts';
import { openScorer } from '../../retrieval/open.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import { mean, median } from '../../statistics/summary.ts';
import type { Direction, Features, Scorer } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';
import { type ServingCell, serving } from './serving.ts';

export interface LoadCell extends ServingCell {
  readonly direction: Direction;
  readonly objectiveMs: number;
  /** Of one run at one rate. */
  readonly seconds: number;
  readonly probes: number;
  readonly tolerance: number;
}

/** Queries of one run at most: a very fast scorer needs no more for its p99. */
const mostQueries = 50_000;

/**
 * The server scenario: the highest rate of Poisson arrivals whose p99, from the moment each query was due, meets the objective. Then the offline scenario: all
 * queries at once. The system has this thread, the generator one of its own.
 */
export const run: CellRun<LoadCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { spec, queries, key: figureKey } = await serving(cell, key, context, cell.direction);
  const scorer = await openScorer(spec);
  const capacityPerSecond = 1_000 / (await serviceMs(scorer, queries, cell));
  let probes = 0;
  const found = await findSustainedRate(
    (rate) => {
      context.progress(probes / cell.probes, `${rate.toPrecision(3)} queries/s`);
      return probe(scorer, queries, rate, cell, deriveSeed(0, 'arrivals', cell.direction, probes++));
    },
    { ...cell, capacityPerSecond, maximumProbes: cell.probes },
  );
  const passes = await offlinePasses(scorer, queries, cell.k, 1_000 * cell.seconds);
  const { peakResidentBytes } = readMemory();
  await scorer.close();
  const perSecond = (metric: string, value: number): Figure => ({ ...figureKey, metric, unit: 'queries/s', value });
  return {
    figures: [
      ...(found.ratePerSecond === undefined ? [] : [perSecond('sustained rate', found.ratePerSecond)]),
      perSecond('offline rate', queries.global.rows / (median(passes)! / 1_000)),
      { ...figureKey, metric: 'peak memory under load', unit: 'bytes', value: peakResidentBytes },
    ],
    warnings: [...scorer.warnings, ...found.warnings],
    details: { scenario: 'server', threads: cell.threads, objectiveMs: cell.objectiveMs, load: found.points },
  };
});

/** Mean time of one query where it never waits: warm, and what the search for a rate starts from. */
async function serviceMs(scorer: Scorer, queries: Features, { k, seconds }: LoadCell): Promise<number> {
  const settings = { k, minimumMs: Math.min(300, 300 * seconds), minimumCount: 11, maximumMs: 2_000 * seconds };
  const { samples } = await measureLatency(scorer, queries, settings, {});
  return mean(samples.find(({ name }) => name === 'end to end')!.values)!;
}

async function probe(scorer: Scorer, queries: Features, ratePerSecond: number, cell: LoadCell, seed: number): Promise<LoadPoint> {
  const singles = createRandom(seed).shuffle(singleQueries(queries));
  const count = Math.min(mostQueries, Math.max(minimumSamples[99], Math.ceil(ratePerSecond * cell.seconds)));
  const generator = await startGenerator(poissonArrivals(count, ratePerSecond, seed));
  const answer = async (index: number): Promise<void> => {
    await scorer.search(await scorer.encode(singles[index % singles.length]!), cell.k);
  };
  const trace = await serveOpenLoop(generator.dueMs, generator, answer, generator.clock);
  const delays = generator.issueDelaysMs();
  await generator.close();
  return judgeLoad(trace, delays, { ratePerSecond, objectiveMs: cell.objectiveMs });
}
