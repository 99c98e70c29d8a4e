import type { Scorer, TopK } from '../../types.ts';
import { asRows, type RowArrays } from '../cached-side.ts';
import { blockShape, createGrid, type Grid, type GridBinding } from '../grid.ts';
import { openPart } from '../model-folder.ts';
import { collectTopK } from '../top-k.ts';
import { cacheCandidates } from './cached-candidates.ts';
import type { Opened } from './opened.ts';

/** Both sides cached; the interaction runs on every (query, candidate) pair, block by block. */
export const openFactorised = (opened: Opened): Promise<Scorer> => openGridScorer(opened, 'own');

/** A scorer over grid.onnx. Memory is that of the cached candidates and one block. */
export async function openGridScorer(opened: Opened, binding: GridBinding): Promise<Scorer> {
  const { spec, model } = opened;
  const cached = await cacheCandidates(opened);
  const session = await openPart(spec.modelDir, 'grid', model, spec);
  const grids = new Map<number, Grid>();
  // One query has long blocks, many have square ones: one buffer for either.
  const gridFor = (queryCount: number): Grid => {
    const shape = blockShape(model, queryCount, spec.threads);
    const grid = grids.get(shape.queries) ?? createGrid(session, shape, spec.queries, binding);
    grids.set(shape.queries, grid);
    return grid;
  };
  return {
    spec,
    candidateCount: cached.candidates.count,
    opening: cached.opening,
    warnings: [],
    encode: cached.encode,
    search: (queries, k) => scanGrid(gridFor(queries.count), asRows(queries), cached.candidates, k),
    async close() {
      await session.close();
      await cached.queryNetwork.close();
    },
  };
}

const scanGrid = async (grid: Grid, queries: RowArrays, candidates: RowArrays, k: number): Promise<TopK> => {
  const collector = collectTopK(queries.count, k);
  for (let firstQuery = 0; firstQuery < queries.count; firstQuery += grid.shape.queries) {
    const queryCount = Math.min(grid.shape.queries, queries.count - firstQuery);
    for (let first = 0; first < candidates.count; first += grid.shape.candidates) {
      const count = Math.min(grid.shape.candidates, candidates.count - first);
      const block = await grid.score(queries, firstQuery, queryCount, candidates, first, count);
      for (let i = 0; i < queryCount; i++) {
        collector.offer(firstQuery + i, block.scores, i * block.queryStride, block.candidateStride, count, first);
      }
    }
  }
  return collector.finish();
};
