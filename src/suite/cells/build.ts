import { loadDataset } from '../../dataset/load.ts';
import { nestedPools } from '../../dataset/pools.ts';
import { keepsIndex } from '../../retrieval/kept-index.ts';
import { openScorer } from '../../retrieval/open.ts';
import { builtSettings } from '../../retrieval/scorer-kinds.ts';
import type { Dataset, Direction, Warning } from '../../types.ts';
import type { CellContext, CellRun, TrainingKey } from '../cell.ts';
import { candidateSide } from '../planning/layout.ts';
import { type BuiltIndex, fileOfSet, poolSet, sizeSet } from './built-index.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { noiseNoted } from './noise-noted.ts';
import { poolCandidates } from './pool-lists.ts';
import { ofCount, type ServingCell, specOf } from './serving.ts';
import { realCandidates, type Sized, sizedSets, tooLittleMemory } from './size-sources.ts';

export interface BuildCell extends ServingCell {
  /** Where the index is kept, relative to OUT: a file a set of candidates. */
  readonly keptIn: string;
  readonly over: PooledSets | Sized;
}

/** The test part and pools of it, asked for in these directions. */
export interface PooledSets {
  readonly shares: readonly number[];
  readonly trainingAdded: boolean;
  readonly directions: readonly Direction[];
}

/** Candidates that an index is built over: all of a file, or the first so many. */
interface CandidateSet {
  readonly name: string;
  readonly direction: Direction;
  readonly candidates: string;
  readonly count?: number;
}

/** Builds an index over each set of candidates once, times that, and keeps it for all that search it. */
export const run: CellRun<BuildCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { dataset: name, split, seed } = key;
  const dataset = await loadDataset(context.dataset(name));
  const built: Record<string, BuiltIndex['built'][string]> = {};
  const warnings: Warning[] = [];
  const leaveOut = (warning: Warning): void => void warnings.push(warning);
  const { over } = cell;
  const sets = 'shares' in over ? ofPools(dataset, split, seed, over, context) : ofSizes(dataset, over, context, leaveOut);
  for await (const { name: set, direction, candidates, count } of sets) {
    context.progress(0, set);
    const spec = specOf(cell, context, candidates, direction, set);
    const scorer = await openScorer(count === undefined ? spec : ofCount(spec, count));
    if (!keepsIndex(scorer)) throw new Error(`internal: ${cell.scorer} keeps no index`);
    await scorer.keepIndex(context.output(fileOfSet(cell.keptIn, set)));
    const { ms, bytes } = scorer.opening.find(({ phase, ofStage }) => phase === 'build index' && !ofStage)!;
    built[set] = { ms, bytes, settings: builtSettings(cell.scorer, scorer.spec.settings) };
    warnings.push(...scorer.warnings);
    await scorer.close();
  }
  return { warnings: distinctWarnings(warnings), details: { built, threads: cell.threads } };
});

async function* ofPools(
  dataset: Dataset,
  split: string,
  seed: number,
  over: PooledSets,
  context: CellContext,
): AsyncGenerator<CandidateSet> {
  for (const pool of nestedPools(dataset, split, over, seed)) {
    for (const direction of over.directions) {
      if (pool[direction][candidateSide(direction)].items.length === 0) continue;
      yield { name: poolSet(pool.share, direction), direction, candidates: await poolCandidates(pool, direction, context) };
    }
  }
}

async function* ofSizes(
  dataset: Dataset,
  { direction, sizes, synthetic }: Sized,
  context: CellContext,
  leaveOut: (warning: Warning) => void,
): AsyncGenerator<CandidateSet> {
  const real = await realCandidates(dataset, direction, context);
  const { items, features } = dataset[candidateSide(direction)];
  for (const { size, isDrawn } of sizedSets(sizes, items.length, synthetic !== undefined)) {
    const lacking = tooLittleMemory(size, features.global.columns);
    if (lacking !== undefined) leaveOut(lacking);
    else {
      const candidates = isDrawn ? context.input(synthetic!.candidates) : real;
      yield { name: sizeSet(isDrawn, size), direction, candidates, count: size };
    }
  }
}
