import type { ModelManifest, ScorerSpec, SearchTrace } from '../types.ts';
import type { RowArrays } from './cached-side.ts';
import { createGather } from './gather.ts';
import { blockShape, createGrid } from './grid.ts';
import { openPart } from './model-folder.ts';
import { notANumber } from './top-k.ts';
import { countCalls, endStage, stageStart } from './trace.ts';

/** The cached interaction of one query with chosen candidates. */
export interface Rescorer {
  /**
   * Writes the score of the query with candidate `rows[i]` to `scores[i]`, for the first `count` rows. Ascending rows are gathered fastest, and all
   * candidates in their order are not gathered at all. Throws a `UserError` that names the pair whose score is NaN.
   */
  score(
    queries: RowArrays,
    query: number,
    rows: Int32Array,
    count: number,
    scores: Float32Array,
    trace?: SearchTrace,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Opens grid.onnx over the cached halves of the candidates. One query meets as many candidates in a call as exhaustive search gives it. */
export async function openRescorer(spec: ScorerSpec, model: ModelManifest, candidates: RowArrays): Promise<Rescorer> {
  const session = await openPart(spec.modelDir, 'grid', model, spec);
  const shape = blockShape(model, 1, spec);
  const block = Math.min(shape.candidates, candidates.count);
  const grid = createGrid(session, { queries: 1, candidates: block }, spec.queries);
  const gather = createGather(candidates, block);
  return {
    async score(queries, query, rows, count, scores, trace) {
      const all = count === candidates.count && isCounting(rows, count);
      for (let first = 0; first < count; first += block) {
        const size = Math.min(block, count - first);
        let start = stageStart(trace);
        const gathered = all ? candidates : gather(rows, first, size);
        start = endStage(trace, 'gather', start);
        const asked = { rows: queries, first: query, count: 1 };
        const part = await grid.score(asked, { rows: gathered, first: all ? first : 0, count: size });
        for (let i = 0; i < size; i++) {
          const score = part.scores[i]!;
          if (Number.isNaN(score)) throw notANumber(query, rows[first + i]!);
          scores[first + i] = score;
        }
        endStage(trace, 'interaction', start);
      }
      countCalls(trace, count);
    },
    close: () => session.close(),
  };
}

function isCounting(rows: Int32Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (rows[i] !== i) return false;
  return true;
}
