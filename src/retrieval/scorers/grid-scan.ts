import type { Scorer, SearchStage, SearchTrace, TopK } from '../../types.ts';
import { asRows, type RowArrays } from '../cached-side.ts';
import { blockShape, createGrid, type Grid, type GridBinding } from '../grid.ts';
import { openPart } from '../model-folder.ts';
import type { Bits } from '../stored-vectors.ts';
import { collectTopK } from '../top-k.ts';
import { countCalls, endStage, stageStart } from '../trace.ts';
import type { CachedCandidates } from './cached-candidates.ts';
import type { Opened } from './opened.ts';

/** A scorer over all blocks of grid.onnx, its layers in so many bits. Memory is that of the cached candidates and one block. `stage` is what the blocks are called in a trace. */
export async function openGridScan(
  { spec, model, hold, close }: Opened,
  cached: CachedCandidates,
  stage: 'search' | 'interaction',
  binding: GridBinding = 'own',
  bits: Bits = 32,
): Promise<Scorer> {
  const session = hold(await openPart(spec.modelDir, 'grid', model, spec, bits));
  const grids = new Map<number, Grid>();
  // One query has long blocks, many have square ones: one buffer for either.
  const gridFor = (queryCount: number): Grid => {
    const shape = blockShape(model, queryCount, spec);
    const grid = grids.get(shape.queries) ?? createGrid(session, shape, spec.queries, binding);
    grids.set(shape.queries, grid);
    return grid;
  };
  const { candidates } = cached;
  return {
    spec,
    candidateCount: candidates.count,
    opening: cached.opening,
    warnings: [],
    encode: cached.encode,
    search(queries, k, trace) {
      // A similarity is no network.
      if (stage === 'interaction') countCalls(trace, queries.count * candidates.count);
      return scanGrid(gridFor(queries.count), asRows(queries), candidates, k, stage, trace);
    },
    close,
  };
}

async function scanGrid(
  grid: Grid,
  queries: RowArrays,
  candidates: RowArrays,
  k: number,
  stage: SearchStage,
  trace?: SearchTrace,
): Promise<TopK> {
  const collector = collectTopK(queries.count, k);
  let start = stageStart(trace);
  for (let firstQuery = 0; firstQuery < queries.count; firstQuery += grid.shape.queries) {
    const queryCount = Math.min(grid.shape.queries, queries.count - firstQuery);
    for (let first = 0; first < candidates.count; first += grid.shape.candidates) {
      const count = Math.min(grid.shape.candidates, candidates.count - first);
      const block = await grid.score(queries, firstQuery, queryCount, candidates, first, count);
      start = endStage(trace, stage, start);
      for (let i = 0; i < queryCount; i++) {
        collector.offer(firstQuery + i, block.scores, i * block.queryStride, block.candidateStride, count, first);
      }
      start = endStage(trace, 'top-k', start);
    }
  }
  const best = collector.finish();
  endStage(trace, 'top-k', start);
  return best;
}
