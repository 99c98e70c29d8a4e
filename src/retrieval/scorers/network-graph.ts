import { createRandom, deriveSeed } from '../../random.ts';
import type { EncodedQueries, IndexForm, Matrix, Scorer, SearchTrace } from '../../types.ts';
import type { RowArrays } from '../cached-side.ts';
import { createFrontier, type Frontier } from '../frontier.ts';
import { geometryOf } from '../geometry.ts';
import { type IndexRecipe, type KeepingScorer, keep, openOrBuild } from '../kept-index.ts';
import { constantKnob, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import { modelSha256 } from '../model-folder.ts';
import {
  buildNeighbourGraph,
  graphBytes,
  graphLibrary,
  type NeighbourGraph,
  packGraph,
  unpackGraph,
} from '../neighbour-graph.ts';
import { embeddingScore } from '../recall.ts';
import { openRescorer } from '../rescorer.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import { hasEmbeddings, type TunableScorer } from '../tunable.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { mergeOpening, type Opened, ofStage } from './opened.ts';

export const networkGraphKnobs: Knobs = {
  neighbours: constantKnob(16, false, { most: 256 }),
  seed: constantKnob(0, false, { least: 0, most: 2 ** 32 - 1 }),
  /** Pairs that the network may score for a query: what is spent, and all that is spent. */
  calls: { fallback: (count) => Math.max(1, Math.ceil(count / 50)), atSearch: true },
  /** Candidates that are scored first: the best of the inner scorer, or drawn by the seed. */
  entries: constantKnob(24, true),
  /** Candidates that the network scores in one call of the runtime. */
  expand: constantKnob(16, true),
};

/** Queries as the network and the guide take them. */
interface GuidedQueries extends EncodedQueries {
  readonly own: RowArrays;
  readonly guide?: EncodedQueries;
}

/**
 * Search by the network's own score over a neighbour graph of the candidates (SL2G, Tan et al. 2020; BEGIN, Tan et al. 2021), within a budget of network calls.
 * The graph lies over the embeddings of an inner scorer, which then also names the entries and whose score takes part in the prediction of what to evaluate
 * next (`frontier.ts`); without one, over what the network has cached, from entries drawn by the seed.
 */
export async function openNetworkGraph(opened: Opened): Promise<KeepingScorer & TunableScorer> {
  const { spec, model } = opened;
  const stage = opened.stages[0];
  const cached = await cacheCandidates(opened);
  const { candidates } = cached;
  const geometry = geometryOf(stage, candidates);
  const resolved = resolveKnobs(networkGraphKnobs, spec.settings, candidates.count);
  const recipe: IndexRecipe<NeighbourGraph> = {
    identity: async () => ({
      kind: spec.kind,
      library: graphLibrary(candidates.count),
      vectors: geometry.vectors,
      metric: geometry.metric,
      modelSha256: await modelSha256(spec.modelDir),
      settings: resolved,
    }),
    knobs: networkGraphKnobs,
    build: () => buildNeighbourGraph(geometry.vectors, geometry.metric, resolved.neighbours!, spec),
    pack: packGraph,
    unpack: (arrays) => unpackGraph(arrays, candidates.count),
    bytes: graphBytes,
  };
  const [graph, building] = await openOrBuild(recipe, spec);
  const rescorer = opened.hold(await openRescorer(spec, model, candidates));
  const order = createRandom(deriveSeed(resolved.seed!, 'network-graph')).shuffle(
    Int32Array.from({ length: candidates.count }, (_, row) => row),
  );
  const guides = guideOf(stage, geometry);
  const frontier = createFrontier(candidates.count, graph, guides.score);
  const searching = { count: candidates.count, frontier, rescorer, order };
  const serve = (settings: Settings): KeepingScorer & TunableScorer => ({
    spec: { ...spec, settings },
    candidateCount: candidates.count,
    opening: mergeOpening(ofStage(stage), cached.opening, [building]),
    warnings: stage?.warnings ?? [],
    async encode(queries): Promise<GuidedQueries> {
      const own = await cached.encode(queries);
      return { count: own.count, own, ...(stage === undefined ? {} : { guide: await stage.encode(queries) }) };
    },
    async search(queries, k, trace) {
      const { own, guide } = asGuided(queries);
      const answers = collectTopK(own.count, k);
      const pools = guide && (await stage!.search(guide, Math.min(candidates.count, poolOf(settings)), trace));
      const vectors = guide && guides.vectors(guide);
      for (let query = 0; query < own.count; query++) {
        guides.ask(vectors, query);
        const pool = pools?.rows.subarray(query * pools.k, (query + 1) * pools.k);
        const found: Found = (rows, scores, count) => {
          for (let i = 0; i < count; i++) answers.offer(query, scores, i, 1, 1, rows[i]!);
        };
        await searchOne(searching, { queries: own, query, pool }, settings, found, trace);
      }
      return answers.finish();
    },
    retune: (changed) => serve(resolveKnobs(networkGraphKnobs, changed, candidates.count, settings)),
    keepIndex: (path) => keep(recipe, graph, path, settings),
    close: opened.close,
  });
  return serve(resolved);
}

/** How many of the guide's best are considered from the start: candidates far down are reached over the graph, if at all. */
const poolOf = ({ calls, entries }: Settings): number => 4 * Math.max(calls!, entries!);

interface Guide {
  /** Vectors of queries that the inner scorer has encoded. */
  vectors(queries: EncodedQueries): Matrix;
  /** The query that `score` is about from now on. */
  ask(vectors: Matrix | undefined, query: number): void;
  score(row: number): number;
}

function guideOf(stage: Scorer | undefined, geometry: { readonly vectors: Matrix; readonly metric: IndexForm['metric'] }): Guide {
  let score = (_row: number): number => 0;
  return {
    vectors(queries) {
      if (stage === undefined || !hasEmbeddings(stage)) throw new Error('internal: there is no guide');
      return stage.queryVectors(queries);
    },
    ask(vectors, query) {
      if (vectors === undefined) return;
      const of = embeddingScore(vectors, geometry.vectors, geometry.metric);
      score = (row) => of(query, row);
    },
    score: (row) => score(row),
  };
}

interface Searching {
  readonly count: number;
  readonly frontier: Frontier;
  readonly rescorer: Awaited<ReturnType<typeof openRescorer>>;
  /** All candidates in an order drawn by the seed. */
  readonly order: Int32Array;
}

/** One of the queries, and the rows that the guide finds best for it, where there is one. */
interface Asked {
  readonly queries: RowArrays;
  readonly query: number;
  readonly pool: Int32Array | undefined;
}

/** Is handed rows with their scores. */
type Found = (rows: Int32Array, scores: Float32Array, count: number) => void;

/** Spends the calls of one query, and hands on each batch of rows with its scores. */
async function searchOne(
  { count, frontier, rescorer, order }: Searching,
  { queries, query, pool }: Asked,
  { calls, entries, expand }: Settings,
  found: Found,
  trace?: SearchTrace,
): Promise<void> {
  const budget = Math.min(calls!, count);
  const first = Math.min(entries!, budget);
  const rows = new Int32Array(Math.max(first, Math.min(expand!, budget)));
  const scores = new Float32Array(rows.length);
  let start = stageStart(trace);
  frontier.clear();
  for (const row of pool ?? []) if (row >= 0) frontier.offer(row);
  let drawn = 0;
  /** What the graph does not lead to is taken in the order drawn. */
  const draw = (most: number): number => {
    let taken = 0;
    for (; taken < most && drawn < count; drawn++) if (!frontier.isEvaluated(order[drawn]!)) rows[taken++] = order[drawn]!;
    return taken;
  };
  for (let spent = 0; spent < budget; ) {
    const most = Math.min(spent === 0 ? first : expand!, budget - spent);
    const size = (spent === 0 ? lead(pool, rows, most) : frontier.next(rows, most)) || draw(most);
    endStage(trace, 'search', start);
    await rescorer.score(queries, query, rows, size, scores, trace);
    start = stageStart(trace);
    frontier.evaluated(rows, scores, size);
    start = endStage(trace, 'search', start);
    found(rows, scores, size);
    start = endStage(trace, 'top-k', start);
    spent += size;
  }
}

/** The guide's best, which it lists first. */
function lead(pool: Int32Array | undefined, rows: Int32Array, most: number): number {
  const best = pool?.filter((row) => row >= 0).subarray(0, most) ?? new Int32Array(0);
  rows.set(best);
  return best.length;
}

function asGuided(queries: EncodedQueries): GuidedQueries {
  if (!('own' in queries)) throw new Error('internal: these queries were not encoded by a search over a graph');
  return queries as GuidedQueries;
}
