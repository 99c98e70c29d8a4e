import { UserError } from '../../errors.ts';
import type { IndexForm, Matrix, Scorer, SearchTrace, TopK } from '../../types.ts';
import { asRows, vectorsOf } from '../cached-side.ts';
import type { IndexKind, VectorIndex } from '../indexes/index.ts';
import { libraryOf } from '../indexes/index-library.ts';
import { type IndexRecipe, type KeepingScorer, keep, openOrBuild } from '../kept-index.ts';
import type { Settings } from '../knobs.ts';
import { requireIndexForm } from '../model-folder.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import type { EmbeddingScorer, TunableScorer } from '../tunable.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { type Opened, phase } from './opened.ts';

/** A scorer that searches an index over cached embeddings. */
export interface IndexScorer extends TunableScorer, EmbeddingScorer, KeepingScorer {
  readonly index: VectorIndex;
  retune(settings: Settings): IndexScorer;
}

export const isIndexScorer = (scorer: Scorer): scorer is IndexScorer => 'index' in scorer;

/** Caches the candidates' embeddings and builds an index over them, or opens the one that was kept. */
export async function openIndexScorer(opened: Opened, kind: IndexKind): Promise<IndexScorer> {
  const form = requireIndexForm(opened.model, opened.spec.modelDir);
  const { spec, candidateSide } = opened;
  const cached = await cacheCandidates(opened);
  const vectors = vectorsOf(cached.candidates, form[candidateSide]);
  refuseNaN(vectors.data, vectors.columns, 'candidate');
  const [, loading] = await phase('load index library', async () => kind.load(spec.threads));
  const recipe = recipeOf(opened, kind, vectors, form.metric);
  const [built, building] = await openOrBuild(recipe, spec);
  const serve = (index: VectorIndex): IndexScorer => ({
    spec: { ...spec, settings: index.settings },
    candidateCount: vectors.rows,
    opening: [...cached.opening, loading, building],
    warnings: index.warnings,
    index,
    embeddings: vectors,
    metric: form.metric,
    queryVectors: (queries) => vectorsOf(asRows(queries), form[spec.queries]),
    encode: cached.encode,
    search: async (queries, k, trace) =>
      searchIndex(index, vectorsOf(asRows(queries), form[spec.queries]).data, queries.count, k, trace),
    retune: (settings) => serve(index.retune(settings)),
    keepIndex: (path) => keep(recipe, index, path, index.settings),
    close: opened.close,
  });
  return serve(built);
}

function recipeOf({ spec }: Opened, kind: IndexKind, vectors: Matrix, metric: IndexForm['metric']): IndexRecipe<VectorIndex> {
  const settings = kind.settingsFor(spec.settings, vectors.rows, spec.threads);
  return {
    identity: async () => ({ kind: spec.kind, library: libraryOf(kind), vectors, metric, settings }),
    knobs: kind.knobs,
    build: async () => kind.build(vectors, metric, settings, spec.threads),
    pack(index) {
      const data = index.serialise();
      return { index: { dtype: 'U8', shape: [data.length], data } };
    },
    unpack({ index }, kept) {
      if (index?.dtype !== 'U8') throw new Error('there are no bytes of an index');
      const opened = kind.open(index.data, vectors, metric, kept, spec.threads);
      const same = Object.keys(kind.knobs).every((name) => kept[name] === settings[name]);
      return same ? opened : opened.retune(settings);
    },
    bytes: (index) => index.bytes,
  };
}

const searchIndex = (index: VectorIndex, queries: Float32Array, count: number, k: number, trace?: SearchTrace): TopK => {
  const start = stageStart(trace);
  refuseNaN(queries, queries.length / count, 'query');
  const prepared = index.prepare(queries);
  const searched = endStage(trace, 'boundary', start);
  const { rows, scores, k: found } = index.search(prepared, k);
  const listed = endStage(trace, 'search', searched);
  // Libraries break ties in orders of their own.
  const collector = collectTopK(count, k);
  for (let i = 0; i < count * found; i++) {
    if (rows[i]! >= 0) collector.offer(Math.floor(i / found), scores, i, 1, 1, rows[i]!);
  }
  const best = collector.finish();
  endStage(trace, 'top-k', listed);
  return best;
};

const refuseNaN = (data: Float32Array, width: number, what: string): void => {
  // A NaN makes the sum NaN, and the sum is quick.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  if (!Number.isNaN(sum)) return;
  const row = Math.floor(data.findIndex(Number.isNaN) / width);
  throw new UserError('input', `The embedding of ${what} row ${row} is NaN.`, { remedy: 'Check the features of that row.' });
};
