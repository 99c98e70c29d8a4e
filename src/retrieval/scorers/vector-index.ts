import { UserError } from '../../errors.ts';
import type { Scorer, TopK } from '../../types.ts';
import { asRows, vectorsOf } from '../cached-side.ts';
import type { IndexKind, VectorIndex } from '../indexes/index.ts';
import { requireIndexForm } from '../model-folder.ts';
import { collectTopK } from '../top-k.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { type Opened, phase } from './opened.ts';

/** A scorer that searches an index over cached embeddings. */
export interface IndexScorer extends Scorer {
  readonly index: VectorIndex;
  /** The same built index under other search-time knobs; closing either closes both. */
  retune(settings: Readonly<Record<string, number>>): IndexScorer;
}

/** Whether a scorer can be retuned without building again. */
export const isIndexScorer = (scorer: Scorer): scorer is IndexScorer => 'retune' in scorer;

/** Caches the candidates' embeddings and builds an index over them. */
export async function openIndexScorer(opened: Opened, kind: IndexKind): Promise<IndexScorer> {
  const form = requireIndexForm(opened.model, opened.spec.modelDir);
  const { spec, candidateSide } = opened;
  const cached = await cacheCandidates(opened);
  const vectors = vectorsOf(cached.candidates, form[candidateSide]);
  refuseNaN(vectors.data, vectors.columns, 'candidate');
  const [, loading] = await phase('load index library', async () => kind.load(spec.threads));
  const [built, building] = await phase(
    'build index',
    async () => kind.build(vectors, form.metric, spec.settings, spec.threads),
    (index) => index.bytes,
  );
  const serve = (index: VectorIndex): IndexScorer => ({
    spec: { ...spec, settings: index.settings },
    candidateCount: vectors.rows,
    opening: [...cached.opening, loading, building],
    warnings: index.warnings,
    index,
    encode: cached.encode,
    search: async (queries, k) => searchIndex(index, vectorsOf(asRows(queries), form[spec.queries]).data, queries.count, k),
    retune: (settings) => serve(index.retune(settings)),
    close: () => cached.queryNetwork.close(),
  });
  return serve(built);
}

const searchIndex = (index: VectorIndex, queries: Float32Array, count: number, k: number): TopK => {
  refuseNaN(queries, queries.length / count, 'query');
  const { rows, scores, k: found } = index.search(index.prepare(queries), k);
  // Libraries break ties in orders of their own.
  const collector = collectTopK(count, k);
  for (let i = 0; i < count * found; i++) {
    if (rows[i]! >= 0) collector.offer(Math.floor(i / found), scores, i, 1, 1, rows[i]!);
  }
  return collector.finish();
};

const refuseNaN = (data: Float32Array, width: number, what: string): void => {
  // A NaN makes the sum NaN, and the sum is quick.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  if (!Number.isNaN(sum)) return;
  const row = Math.floor(data.findIndex(Number.isNaN) / width);
  throw new UserError('input', `The embedding of ${what} row ${row} is NaN.`, { remedy: 'Check the features of that row.' });
};
