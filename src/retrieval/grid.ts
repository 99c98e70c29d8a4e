import type { Session, SessionSettings } from '../runtime/session.ts';
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

/** Rows `first .. first + count` of what is cached of a side. */
export interface RowSpan {
  readonly rows: RowArrays;
  readonly first: number;
  readonly count: number;
}

/** grid.onnx over blocks of two cached sides, into one buffer. */
export interface Grid {
  readonly shape: BlockShape;
  score(queries: RowSpan, candidates: RowSpan): Promise<GridBlock>;
}

/**
 * Blocks of about 2²⁸ operations, more from three threads on, so that what a call allocates stays in the cores' caches. With 512→256→1 a pair on an EPYC
 * with 1 MiB of L2 a core, against the matrix products of the same layers alone: on one thread 4 × 256 pairs ran at 0.99, 1 × 1,024 at 0.97, 4 × 512 at
 * 0.95, 4 × 1,024 at 0.88 of their rate; on two 4 × 256 at .87, 4 × 512 at .77, 4 × 1,024 at .71. A plain inner product is cheap a pair and gets up to
 * 256 × 1,024: the runtime packs the candidates of a call anew, so many queries share it. A device with memory of its own has no such caches, and pays for
 * every call: it gets blocks of 2³² operations, which no measurement on a GPU has set yet.
 */
export function blockShape(model: ModelManifest, queryCount: number, { device, threads }: SessionSettings): BlockShape {
  const operations = device === 'cpu' ? Math.max(2, threads) * 2 ** 27 : 2 ** 32;
  const pairs = Math.min(2 ** 18, Math.max(1024, 2 ** Math.round(Math.log2(operations / model.work.interaction.operations))));
  const bounded = Math.max(1, Math.min(pairs, Math.floor(largestBlock / (tokensOf(model, 'left') * tokensOf(model, 'right')))));
  const queries = Math.min(queryCount, bounded, device !== 'cpu' || bounded > 2 ** 14 ? 256 : 4);
  return { queries, candidates: Math.min(2 ** 14, Math.floor(bounded / queries)) };
}

/** Pairs of tokens in a block, 32 MiB of similarities: what a pair of items with many tokens would exceed. */
const largestBlock = 2 ** 23;

/** Tokens an item of what is cached of a side; a vector counts as one. */
const tokensOf = (model: ModelManifest, side: Side): number =>
  Math.max(...model[side].cached.map(({ shape }) => (shape.length > 1 ? shape[0]! : 1)));

/** Which cached array each input of grid.onnx is given: its own, or that of the same place on the other side. */
export type GridBinding = 'own' | 'swapped';

/**
 * Blocks of grid.onnx, whose inputs bear the names of the cached arrays. Queries go where their side belongs; `swapped` puts right queries in the place
 * of left items, which only a symmetric similarity over one array a side allows.
 */
export function createGrid(session: Session, shape: BlockShape, querySide: Side, binding: GridBinding = 'own'): Grid {
  const scores = new Float32Array(shape.queries * shape.candidates);
  const output = session.outputs[0]!;
  const queriesFirst = querySide === 'left' || binding === 'swapped';
  return {
    shape,
    async score(queries, candidates) {
      const named = ({ rows, first, count }: RowSpan, others: RowSpan) =>
        rows.arrays.map(
          (array, i) => [(binding === 'swapped' ? others.rows.arrays[i]! : array).name, viewRows(array, first, count)] as const,
        );
      const feeds = Object.fromEntries([...named(queries, candidates), ...named(candidates, queries)]);
      const [queryCount, count] = [queries.count, candidates.count];
      const dims = queriesFirst ? [queryCount, count] : [count, queryCount];
      await session.run(feeds, { [output]: { dims, data: scores.subarray(0, queryCount * count) } });
      return queriesFirst
        ? { scores, queryStride: count, candidateStride: 1 }
        : { scores, queryStride: 1, candidateStride: queryCount };
    },
  };
}
