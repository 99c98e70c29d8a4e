import type { ModelManifest, Scorer } from '../../types.ts';
import { asRows, vectorsOf } from '../cached-side.ts';
import { constantKnob, type Knobs, resolveKnobs } from '../knobs.ts';
import { requireIndexForm } from '../model-folder.ts';
import type { Bits } from '../stored-vectors.ts';
import type { EmbeddingScorer } from '../tunable.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { openCompressed } from './exact-compressed.ts';
import { openGridScan } from './grid-scan.ts';
import type { Opened } from './opened.ts';

export const exactKnobs: Knobs = {
  /** Bits a value of what is kept: 32 is float32, 16 float16, 8 integers with a scale a row. */
  bits: constantKnob(32, false, { among: [32, 16, 8] }),
};

/**
 * Brute force over cached embeddings: the similarity as one matrix product a block.
 *
 * Why onnxruntime and no index library: one query against 20,000 × 256 took (p50, 2 threads) 0.34-0.75 ms as a matrix product, 0.72 ms in usearch's
 * exactSearch, 3.6 ms in faiss-node's flat index, 5.0 ms in a JavaScript loop; 64 queries at once 4.6, 27, 11 and 320 ms. A product with the
 * candidates first is twice as slow for one query (1.1-1.3 ms); inner product and distance are symmetric, so queries come first.
 */
export async function openExact(opened: Opened): Promise<Scorer> {
  const settings = resolveKnobs(exactKnobs, opened.spec.settings, opened.candidates.global.rows);
  return settings.bits === 32 ? openFull(opened) : openCompressed(opened, settings.bits as Bits);
}

async function openFull(opened: Opened): Promise<EmbeddingScorer> {
  const { model, spec, candidateSide } = opened;
  const form = requireIndexForm(model, spec.modelDir);
  const cached = await cacheCandidates(opened);
  const scan = await openGridScan(opened, cached, 'search', spec.queries === 'right' && sidesAlike(model) ? 'swapped' : 'own');
  return {
    ...scan,
    embeddings: vectorsOf(cached.candidates, form[candidateSide]),
    metric: form.metric,
    queryVectors: (queries) => vectorsOf(asRows(queries), form[spec.queries]),
  };
}

/** Whether each cached array of one side has exactly one counterpart on the other: a vector and its squared norm, say. */
const sidesAlike = ({ left, right }: ModelManifest): boolean => {
  const shapes = left.cached.map(({ shape }) => shape.join());
  return new Set(shapes).size === shapes.length && shapes.join(';') === right.cached.map(({ shape }) => shape.join()).join(';');
};
