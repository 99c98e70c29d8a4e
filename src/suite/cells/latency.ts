import { measureIdle } from '../../measuring/idle.ts';
import { measureLatency } from '../../measuring/latency.ts';
import { singleQueries } from '../../measuring/single-queries.ts';
import { createRandom } from '../../random.ts';
import type { Figure, SampleSeries } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Direction, Scorer, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { openingWithBuild, poolSet } from './built-index.ts';
import { noiseNoted } from './noise-noted.ts';
import { openingFigures } from './opening-figures.ts';
import { type ServingCell, serving } from './serving.ts';

export interface LatencyCell extends ServingCell, LatencyBudget {
  /** Default: both. */
  readonly directions?: readonly Direction[];
  /** Pause before each query of one more series; none is taken where it is left out. */
  readonly idleSeconds?: number;
}

export interface LatencyBudget {
  readonly queries: number;
  /** The most that one series may take. */
  readonly maximumSeconds: number;
}

/** Both bounds hold a measurement: enough queries and enough time, but never more than the maximum. */
export const bounds = ({ queries, maximumSeconds }: LatencyBudget) => ({
  minimumMs: Math.min(500, maximumSeconds * 1_000),
  minimumCount: queries,
  maximumMs: maximumSeconds * 1_000,
});

/** Latency of single queries in both directions, their encoding included and apart. */
export const run: CellRun<LatencyCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const figures: Figure[] = [];
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  const warmUps: unknown[] = [];
  const inForce: Partial<Record<Direction, Scorer['spec']['settings']>> = {};
  const asked = cell.directions ?? directions;
  for (const [i, direction] of asked.entries()) {
    context.progress(i / asked.length, direction);
    const { spec, queries, key: figureKey } = await serving(cell, key, context, direction);
    const scorer = await openScorer(spec);
    const latency = await measureLatency(scorer, queries, { k: cell.k, ...bounds(cell) }, figureKey);
    if (cell.idleSeconds !== undefined) {
      const singles = createRandom(0).shuffle(singleQueries(queries));
      const values = await measureIdle(scorer, singles, { k: cell.k, idleSeconds: cell.idleSeconds });
      samples.push({ name: 'idle latency', unit: 'ms', key: figureKey, values });
    }
    inForce[direction] = scorer.spec.settings;
    await scorer.close();
    const { firstCallMs, calls, ms, stable } = latency.warmUp;
    const opening = openingWithBuild(scorer.opening, cell, context, poolSet(1, direction));
    figures.push(...openingFigures(opening, figureKey));
    figures.push({ ...figureKey, metric: 'first call', unit: 'ms', value: firstCallMs });
    samples.push(...latency.samples);
    warnings.push(...scorer.warnings, ...latency.warnings);
    warmUps.push({ direction, calls, ms, stable, endedBy: latency.endedBy });
  }
  const details = { threads: cell.threads, settings: inForce, builtBy: cell.index?.builtBy, warmUps };
  return { figures, samples, warnings, details };
});
