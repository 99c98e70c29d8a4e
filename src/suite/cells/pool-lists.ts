import { join } from 'node:path';
import type { Pool } from '../../dataset/pools.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { featureTensors } from '../../retrieval/features-file.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Direction, SearchTrace, TopK, Warning } from '../../types.ts';
import type { CellContext } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';
import { poolSet } from './built-index.ts';
import { type ServingCell, specOf } from './serving.ts';

/** What a strategy and its first stage find for every query of a pool. */
export interface PoolLists {
  readonly found: TopK;
  /** Pairs that the network scored, a query. */
  readonly networkCalls: number | undefined;
  /** The candidates that a first stage hands on. */
  readonly handed: TopK | undefined;
  readonly warnings: readonly Warning[];
}

/** A file of the candidates that a direction of a pool has; the next one writes over it. */
export async function poolCandidates(pool: Pool, direction: Direction, context: CellContext): Promise<string> {
  const path = join(context.scratch, 'candidates.safetensors');
  await writeSafetensors(path, featureTensors(pool[direction][candidateSide(direction)].features));
  return path;
}

/** The `depth` best for every query of a pool, all queries at once: nothing here is timed. */
export async function listPool(
  cell: ServingCell,
  pool: Pool,
  direction: Direction,
  depth: number,
  context: CellContext,
): Promise<PoolLists> {
  const queries = pool[direction][querySide(direction)].features;
  const candidates = await poolCandidates(pool, direction, context);
  const spec = specOf(cell, context, candidates, direction, poolSet(pool.share, direction));
  const scorer = await openScorer(spec);
  const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
  const found = await scorer.search(await scorer.encode(queries), Math.min(depth, scorer.candidateCount), trace);
  const inForce = scorer.spec;
  await scorer.close();
  const handing = spec.stages?.[0];
  const handedCount = inForce.settings.k;
  let handed: TopK | undefined;
  if (handing !== undefined && spec.kind === 'cascade' && handedCount !== undefined) {
    const first = await openScorer(handing);
    handed = await first.search(await first.encode(queries), Math.min(handedCount, first.candidateCount));
    await first.close();
  }
  const networkCalls = trace.networkCalls > 0 ? trace.networkCalls / queries.global.rows : undefined;
  return { found, networkCalls, handed, warnings: scorer.warnings };
}
