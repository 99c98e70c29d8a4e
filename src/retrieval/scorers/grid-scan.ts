import type { Scorer } from '../../types.ts';
import { asRows } from '../cached-side.ts';
import { blockShape, createGrid, type Grid, type GridBinding } from '../grid.ts';
import { openPart } from '../model-folder.ts';
import { type BlockScores, scanBlocks } from '../scan.ts';
import type { Bits } from '../stored-vectors.ts';
import { countCalls } from '../trace.ts';
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
      const [grid, asked] = [gridFor(queries.count), asRows(queries)];
      const blocks: BlockScores = {
        ...grid.shape,
        score: (firstQuery, queryCount, first, count) =>
          grid.score({ rows: asked, first: firstQuery, count: queryCount }, { rows: candidates, first, count }),
      };
      return scanBlocks(blocks, { queries: asked.count, candidates: candidates.count }, k, stage, trace);
    },
    close,
  };
}
