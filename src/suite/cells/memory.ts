import { readMemory } from '../../measuring/memory.ts';
import { singleQueries } from '../../measuring/single-queries.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { type ServingCell, serving } from './serving.ts';

/** Single queries asked before the peak is read. */
const asked = 20;

/** The largest resident set of this fresh process, after a scorer was opened and has answered some single queries. */
export const run: CellRun<ServingCell, TrainingKey> = async ({ key, settings: cell }, context) => {
  const { spec, queries, key: figureKey } = await serving(cell, key, context, 'left-right', asked);
  const before = readMemory().residentBytes;
  const scorer = await openScorer(spec);
  for (const query of singleQueries(queries)) await scorer.search(await scorer.encode(query), cell.k);
  const { peakResidentBytes } = readMemory();
  await scorer.close();
  return {
    figures: [{ ...figureKey, metric: 'peak memory', unit: 'bytes', value: peakResidentBytes }],
    warnings: scorer.warnings,
    details: { residentBytesBefore: before, queriesAsked: queries.global.rows },
  };
};
