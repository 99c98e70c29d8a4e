import type { EncodedQueries, IndexForm, Matrix, Scorer } from '../types.ts';
import type { Settings } from './knobs.ts';

/** A scorer whose search-time knobs can be swept without opening it again. */
export interface TunableScorer extends Scorer {
  /** The same opened scorer under other search-time knobs; closing either closes both. Throws a `UserError` for a knob that needs a rebuild. */
  retune(settings: Settings): TunableScorer;
}

/** A scorer over one vector an item, which scorers built upon it may read. */
export interface EmbeddingScorer extends Scorer {
  /** Of the candidates, [M, E], unquantised. */
  readonly embeddings: Matrix;
  readonly metric: IndexForm['metric'];
  /** Of queries that this scorer has encoded, [Q, E]. */
  queryVectors(queries: EncodedQueries): Matrix;
}

export const hasEmbeddings = (scorer: Scorer): scorer is EmbeddingScorer => 'embeddings' in scorer;
