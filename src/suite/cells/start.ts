import { idleQueries, measureIdle } from '../../measuring/idle.ts';
import { readMemory } from '../../measuring/memory.ts';
import { singleQueries } from '../../measuring/single-queries.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Direction } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';
import { type ServingCell, serving } from './serving.ts';

export interface StartCell extends ServingCell {
  readonly direction: Direction;
  readonly idleSeconds: number;
}

/** Queries that warm before the first pause. */
const warming = 20;
/** All that are read. */
export const startQueries = warming + idleQueries;

/**
 * What a strategy costs beside its steady state, in this fresh process that builds its index anew: from the start of the process to the first answer, queries that
 * come after a pause, and memory by phases: after loading this program, the most until the scorer is open, and the most there ever was.
 */
export const run: CellRun<StartCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { spec, queries, key: figureKey } = await serving(cell, key, context, cell.direction, startQueries);
  const before = readMemory().residentBytes;
  const scorer = await openScorer(spec);
  const opened = readMemory();
  const ask = async (query: (typeof singles)[number]): Promise<void> => {
    await scorer.search(await scorer.encode(query), cell.k);
  };
  const singles = singleQueries(queries);
  await ask(singles[0]!);
  // Its zero is the start of the process.
  const coldStartMs = performance.now();
  for (const query of singles.slice(0, warming)) await ask(query);
  const next = singles.slice(warming);
  const { k, idleSeconds } = cell;
  const onQuery = (share: number): void => context.progress(share);
  const idle = await measureIdle(scorer, next.length > 0 ? next : singles, { k, idleSeconds, onQuery });
  const { peakResidentBytes } = readMemory();
  await scorer.close();
  return {
    figures: [
      { ...figureKey, metric: 'cold start', unit: 'ms', value: coldStartMs },
      { ...figureKey, metric: 'program memory', unit: 'bytes', value: before },
      { ...figureKey, metric: 'peak memory of opening', unit: 'bytes', value: opened.peakResidentBytes },
      { ...figureKey, metric: 'peak memory', unit: 'bytes', value: peakResidentBytes },
    ],
    samples: [{ name: 'idle latency', unit: 'ms', key: figureKey, values: idle }],
    warnings: scorer.warnings,
    details: { residentBytesOpened: opened.residentBytes, idleSeconds: cell.idleSeconds, threads: cell.threads },
  };
});
