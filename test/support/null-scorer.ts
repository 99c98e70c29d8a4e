import type { EncodedQueries, Scorer, TopK } from '../../src/types.ts';

/** Called with the number of the call, from 0: what an imitation of work would do, such as advance a clock. */
export interface NullWork {
  readonly encode?: (call: number) => void;
  readonly search?: (call: number) => void;
}

/** A scorer that answers at once: what is left is the harness' own cost. */
export function createNullScorer(work: NullWork = {}, candidateCount = 1000): Scorer {
  let encodes = 0;
  let searches = 0;
  return {
    spec: { kind: 'null', modelDir: '', queries: 'left', candidates: '', device: 'cpu', threads: 1, settings: {} },
    candidateCount,
    opening: [],
    warnings: [],
    async encode(queries): Promise<EncodedQueries> {
      work.encode?.(encodes++);
      return { count: queries.global.rows };
    },
    async search(queries, k): Promise<TopK> {
      work.search?.(searches++);
      return { k, rows: new Int32Array(queries.count * k).fill(-1), scores: new Float32Array(queries.count * k).fill(-Infinity) };
    },
    close: async () => {},
  };
}
