import type { SearchStage, SearchTrace, TopK } from '../types.ts';
import type { GridBlock } from './grid.ts';
import { collectTopK } from './top-k.ts';
import { endStage, stageStart } from './trace.ts';

/** What scores every query with every candidate, a block at a time. */
export interface BlockScores {
  /** The most queries of one block, and the most candidates. */
  readonly queries: number;
  readonly candidates: number;
  /** Scores of `queryCount` queries from `firstQuery` on with `count` candidates from `first` on; the next call writes over them. */
  score(firstQuery: number, queryCount: number, first: number, count: number): Promise<GridBlock>;
}

/** The best k of all candidates for every query. `stage` is what scoring the blocks is called in a trace. */
export async function scanBlocks(
  blocks: BlockScores,
  { queries, candidates }: { readonly queries: number; readonly candidates: number },
  k: number,
  stage: SearchStage,
  trace?: SearchTrace,
): Promise<TopK> {
  const collector = collectTopK(queries, k);
  let start = stageStart(trace);
  for (let firstQuery = 0; firstQuery < queries; firstQuery += blocks.queries) {
    const queryCount = Math.min(blocks.queries, queries - firstQuery);
    for (let first = 0; first < candidates; first += blocks.candidates) {
      const count = Math.min(blocks.candidates, candidates - first);
      const { scores, queryStride, candidateStride } = await blocks.score(firstQuery, queryCount, first, count);
      start = endStage(trace, stage, start);
      for (let i = 0; i < queryCount; i++)
        collector.offer(firstQuery + i, scores, i * queryStride, candidateStride, count, first);
      start = endStage(trace, 'top-k', start);
    }
  }
  const best = collector.finish();
  endStage(trace, 'top-k', start);
  return best;
}
