import { UserError } from '../../errors.ts';
import type { Scorer } from '../../types.ts';
import { asRows, vectorsOf } from '../cached-side.ts';
import { requireIndexForm } from '../model-folder.ts';
import { type Bits, storedBytes, storeVectors } from '../stored-vectors.ts';
import { endStage, stageStart } from '../trace.ts';
import { openVectorProduct, scanProduct } from '../vector-product.ts';
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
