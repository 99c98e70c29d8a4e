import { UserError } from '../../errors.ts';
import type { Scorer, SearchTrace, TopK } from '../../types.ts';
import { asRows, vectorsOf } from '../cached-side.ts';
import { requireIndexForm } from '../model-folder.ts';
import { type Bits, storedBytes, storeVectors } from '../stored-vectors.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import { openVectorProduct, type ProductQueries, type VectorProduct } from '../vector-product.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { mergeOpening, type Opened, phase } from './opened.ts';

/** Brute force over embeddings kept in 16 or 8 bits a value: a half or a quarter of the bytes, and their float32 form is let go. */
export async function openCompressed(opened: Opened, bits: Bits): Promise<Scorer> {
  const { spec, model, candidateSide } = opened;
  const form = requireIndexForm(model, spec.modelDir);
  const { opening, candidates, encode } = await cacheCandidates(opened);
  const vectors = vectorsOf(candidates, form[candidateSide]);
  const bad = vectors.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new UserError('input', `The embedding of candidate row ${Math.floor(bad / vectors.columns)} is ${vectors.data[bad]}.`, {
      place: spec.candidates,
      remedy: 'Check the features of that row.',
    });
  }
  const [stored, storing] = await phase(
    'encode candidates',
    () => storeVectors(vectors, bits, form.metric === 'l2'),
    storedBytes,
  );
  const product = opened.hold(await openVectorProduct(stored, form.metric, spec));
  return {
    spec,
    candidateCount: stored.rows,
    // What stays is what is stored.
    opening: mergeOpening(
      opening.map(({ phase: name, ms, bytes }) => (name === 'load' ? { phase: name, ms, bytes } : { phase: name, ms })),
      [storing],
    ),
    warnings: [],
    encode,
    search: (queries, k, trace) => {
      const start = stageStart(trace);
      const prepared = product.prepare(vectorsOf(asRows(queries), form[spec.queries]));
      endStage(trace, 'search', start);
      return scanProduct(product, prepared, stored.rows, k, trace);
    },
    close: opened.close,
  };
}

/** The best k of all candidates for every query. */
export async function scanProduct(
  product: VectorProduct,
  queries: ProductQueries,
  candidates: number,
  k: number,
  trace?: SearchTrace,
): Promise<TopK> {
  const collector = collectTopK(queries.count, k);
  let start = stageStart(trace);
  for (let firstQuery = 0; firstQuery < queries.count; firstQuery += product.queries) {
    const queryCount = Math.min(product.queries, queries.count - firstQuery);
    for (let first = 0; first < candidates; first += product.candidates) {
      const count = Math.min(product.candidates, candidates - first);
      const block = await product.score(queries, firstQuery, queryCount, first, count);
      start = endStage(trace, 'search', start);
      for (let i = 0; i < queryCount; i++)
        collector.offer(firstQuery + i, block.scores, i * block.queryStride, block.candidateStride, count, first);
      start = endStage(trace, 'top-k', start);
    }
  }
  const best = collector.finish();
  endStage(trace, 'top-k', start);
  return best;
}
