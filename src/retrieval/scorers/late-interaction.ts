import type { EncodedQueries, Features, PhaseCost, SearchTrace, TopK, Warning } from '../../types.ts';
import { asRows, type RowArrays } from '../cached-side.ts';
import { usearchKind } from '../indexes/usearch.ts';
import { constantKnob, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import { openRescorer } from '../rescorer.ts';
import { storedBytes, storeVectors } from '../stored-vectors.ts';
import { pooled, type TokenRows, tokenRows } from '../token-rows.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import type { TunableScorer } from '../tunable.ts';
import { openVectorProduct, scanProduct } from '../vector-product.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { rerankAll } from './cascade.ts';
import { type Opened, phase } from './opened.ts';

const depth: Knobs = {
  /** Candidates that MaxSim compares in full; more than there are is all of them. */
  k: { fallback: (count) => Math.min(100, count), atSearch: true },
};

export const latePooledKnobs: Knobs = depth;

export const lateTokensKnobs: Knobs = {
  ...depth,
  ...usearchKind.knobs,
  /** Tokens that the index finds for each token of a query. */
  perToken: constantKnob(32, true),
};

/** Finds candidates by their tokens alone. */
interface FirstStage {
  readonly opening: readonly PhaseCost[];
  readonly warnings: readonly Warning[];
  search(tokens: TokenRows, queries: number, k: number, settings: Settings, trace?: SearchTrace): Promise<TopK>;
  retune(settings: Settings): FirstStage;
}

type OpenFirstStage = (tokens: TokenRows, candidates: number, settings: Settings, opened: Opened) => Promise<FirstStage>;

/** Two stages over one token cache: by exact search over the mean of an item's token vectors, then MaxSim on k. */
export const openLatePooled = (opened: Opened): Promise<TunableScorer> => openTwoStages(opened, latePooledKnobs, pooledStage);

/**
 * Two stages over one token cache (ColBERT's end-to-end search, Khattab & Zaharia 2020): an index over all tokens of all candidates finds the nearest of each token
 * of the query; their owners are ranked by the sum over query tokens of the best similarity found, and the best k are compared by MaxSim.
 */
export const openLateTokens = (opened: Opened): Promise<TunableScorer> => openTwoStages(opened, lateTokensKnobs, tokenStage);

/** Encoded queries with the tokens that their features have. */
interface TokenQueries extends RowArrays {
  readonly tokens: TokenRows;
}

async function openTwoStages(opened: Opened, knobs: Knobs, openFirst: OpenFirstStage): Promise<TunableScorer> {
  const { spec, model, candidateSide } = opened;
  const cached = await cacheCandidates(opened);
  const { candidates } = cached;
  const tokens = tokenRows(model, spec.modelDir, candidateSide, candidates, opened.candidates);
  const resolved = resolveKnobs(knobs, spec.settings, candidates.count);
  const first = await openFirst(tokens, candidates.count, resolved, opened);
  const rescorer = opened.hold(await openRescorer(spec, model, candidates));
  const serve = (wanted: Settings, stage: FirstStage): TunableScorer => {
    const settings = { ...wanted, k: Math.min(wanted.k!, candidates.count) };
    return {
      spec: { ...spec, settings },
      candidateCount: candidates.count,
      opening: [...cached.opening, ...stage.opening],
      warnings: stage.warnings,
      async encode(queries: Features): Promise<TokenQueries> {
        const rows = await cached.encode(queries);
        return { ...rows, tokens: tokenRows(model, spec.modelDir, spec.queries, rows, queries) };
      },
      async search(encoded, k, trace) {
        const queries = asTokenQueries(encoded);
        const wide = Math.max(settings.k, Math.min(k, candidates.count));
        const found = await stage.search(queries.tokens, queries.count, wide, settings, trace);
        return rerankAll(rescorer, queries, found, { k: settings.k, weight: 1, firstScale: 1, rerankScale: 1 }, k, trace);
      },
      retune(changed) {
        const next = resolveKnobs(knobs, changed, candidates.count, settings);
        return serve(next, stage.retune(next));
      },
      close: opened.close,
    };
  };
  return serve(resolved, first);
}

const pooledStage: OpenFirstStage = async (tokens, candidates, _, { spec, hold }) => {
  const [stored, building] = await phase('build index', () => storeVectors(pooled(tokens, candidates), 32, false), storedBytes);
  const product = hold(await openVectorProduct(stored, 'innerProduct', spec));
  const stage: FirstStage = {
    opening: [building],
    warnings: [],
    async search(asked, queries, k, _settings, trace) {
      const start = stageStart(trace);
      const prepared = product.prepare(pooled(asked, queries));
      endStage(trace, 'search', start);
      return scanProduct(product, prepared, candidates, k, trace);
    },
    retune: () => stage,
  };
  return stage;
};

const tokenStage: OpenFirstStage = async ({ vectors, owners }, candidates, settings, { spec }) => {
  const [, loading] = await phase('load index library', async () => usearchKind.load(spec.threads));
  const indexSettings = (all: Settings): Settings =>
    Object.fromEntries(Object.keys(usearchKind.knobs).map((name) => [name, all[name]!]));
  const [built, building] = await phase(
    'build index',
    async () => usearchKind.build(vectors, 'innerProduct', indexSettings(settings), spec.threads),
    (index) => index.bytes,
  );
  const serve = (index: typeof built): FirstStage => ({
    opening: [loading, building],
    warnings: index.warnings,
    async search(tokens, queries, k, { perToken }, trace) {
      const start = stageStart(trace);
      const prepared = index.prepare(tokens.vectors.data);
      const searched = endStage(trace, 'boundary', start);
      const hits = index.search(prepared, perToken!);
      const found = byOwner(tokens, hits, owners, { queries, candidates, k });
      endStage(trace, 'search', searched);
      return found;
    },
    retune: (next) => serve(index.settings.efSearch === next.efSearch ? index : index.retune(indexSettings(next))),
  });
  return serve(built);
};

interface Hits {
  readonly k: number;
  readonly rows: ArrayLike<number>;
  readonly scores: Float32Array;
}

/** The best k owners of each query: the sum over its tokens of the best similarity found; a token of which nothing was found adds nothing. */
function byOwner(
  asked: TokenRows,
  hits: Hits,
  owners: Int32Array,
  { queries, candidates, k }: { readonly queries: number; readonly candidates: number; readonly k: number },
): TopK {
  const collector = collectTopK(queries, k);
  const sums = new Float32Array(candidates);
  const best = new Map<number, number>();
  const touched = new Set<number>();
  for (let token = 0; token < asked.owners.length; token++) {
    const query = asked.owners[token]!;
    best.clear();
    for (let i = token * hits.k; i < (token + 1) * hits.k; i++) {
      if (hits.rows[i]! < 0) continue;
      const owner = owners[hits.rows[i]!]!;
      best.set(owner, Math.max(best.get(owner) ?? Number.NEGATIVE_INFINITY, hits.scores[i]!));
    }
    for (const [owner, score] of best) {
      sums[owner]! += score;
      touched.add(owner);
    }
    if (asked.owners[token + 1] === query) continue;
    for (const owner of touched) {
      collector.offer(query, sums, owner, 1, 1, owner);
      sums[owner] = 0;
    }
    touched.clear();
  }
  return collector.finish();
}

function asTokenQueries(queries: EncodedQueries): TokenQueries {
  if (!('tokens' in queries)) throw new Error('internal: these queries were not encoded by a scorer of late interaction');
  return { ...asRows(queries), tokens: (queries as TokenQueries).tokens };
}
