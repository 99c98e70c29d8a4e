import { readMemory } from '../../measuring/memory.ts';
import { singleQueries } from '../../measuring/single-queries.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Direction } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { noiseNoted } from './noise-noted.ts';
import { phaseFigures } from './opening-figures.ts';
import { type ServingCell, serving } from './serving.ts';
import { startQueries } from './start.ts';

export interface ReopenCell extends ServingCell {
  readonly direction: Direction;
}

/** What a strategy costs to start, in this fresh process, where its indexes are opened from files in place of building: the same queries as `start` reads. */
export const run: CellRun<ReopenCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { spec, queries, key: figureKey } = await serving(cell, key, context, cell.direction, startQueries);
  const scorer = await openScorer(spec);
  await scorer.search(await scorer.encode(singleQueries(queries)[0]!), cell.k);
  // Its zero is the start of the process.
  const coldStartMs = performance.now();
  const { peakResidentBytes } = readMemory();
  const names = { metric: 'index load time', ofStage: 'first stage load time' };
  const loads = phaseFigures(scorer.opening, 'load index', names, figureKey);
  await scorer.close();
  return {
    figures: [
      { ...figureKey, metric: 'cold start from file', unit: 'ms', value: coldStartMs },
      { ...figureKey, metric: 'peak memory from file', unit: 'bytes', value: peakResidentBytes },
      ...loads,
    ],
    warnings: scorer.warnings,
  };
});
