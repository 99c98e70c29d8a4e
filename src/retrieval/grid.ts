import type { Session } from '../runtime/session.ts';
import type { ModelManifest, Side } from '../types.ts';
import { type RowArrays, viewRows } from './cached-side.ts';

/** How many queries meet how many candidates in one call. */
export interface BlockShape {
  readonly queries: number;
  readonly candidates: number;
}

/** Scores of a block: query i with candidate j is at `i × queryStride + j × candidateStride`. Overwritten by the next call. */
export interface GridBlock {
  readonly scores: Float32Array;
  readonly queryStride: number;
  readonly candidateStride: number;
}

/** grid.onnx over blocks of two cached sides, into one buffer. */
export interface Grid {
  readonly shape: BlockShape;
  score(
    queries: RowArrays,
    firstQuery: number,
    queryCount: number,
    candidates: RowArrays,
    first: number,
    count: number,
  ): Promise<GridBlock>;
}

/**
 * Blocks of about 2²⁹ operations, so that what a call allocates stays in cache: measured with 512→256→1 a pair, 2 threads of an EPYC with 1 MiB of
 * L2 a core, 4 × 512 pairs ran at 0.95-1.0 of the GEMMs alone, 8 × 2,048 at 0.8. A plain inner product is cheap a pair and gets up to 64 × 4,096.
 */
export function blockShape(model: ModelManifest, queryCount: number): BlockShape {
  // The squared distance may be computed from all differences, E values a pair.
  const most = model.index?.metric === 'l2' ? 2 ** 14 : 2 ** 18;
  const pairs = Math.min(most, Math.max(1024, 2 ** Math.round(Math.log2(2 ** 29 / model.work.interaction.operations))));
  const queries = Math.min(queryCount, pairs > 2 ** 14 ? 64 : 4);
  return { queries, candidates: Math.min(2 ** 14, Math.floor(pairs / queries)) };
}

/**
 * Opens blocks of grid.onnx. Its inputs are the left side's cached arrays, then the right side's; `first` says which side's place
 * the queries take (a symmetric similarity may put them in either).
 */
export function createGrid(session: Session, shape: BlockShape, queriesTake: Side): Grid {
  const scores = new Float32Array(shape.queries * shape.candidates);
  const output = session.outputs[0]!;
  return {
    shape,
    async score(queries, firstQuery, queryCount, candidates, first, count) {
      const rows = [
        ...queries.arrays.map((array) => viewRows(array, firstQuery, queryCount)),
        ...candidates.arrays.map((array) => viewRows(array, first, count)),
      ];
      // Right queries come after the left candidates.
      if (queriesTake === 'right') rows.push(...rows.splice(0, queries.arrays.length));
      const feeds = Object.fromEntries(session.inputs.map((name, i) => [name, rows[i]!]));
      const dims = queriesTake === 'left' ? [queryCount, count] : [count, queryCount];
      await session.run(feeds, { [output]: { dims, data: scores.subarray(0, queryCount * count) } });
      return queriesTake === 'left'
        ? { scores, queryStride: count, candidateStride: 1 }
        : { scores, queryStride: 1, candidateStride: queryCount };
    },
  };
}
