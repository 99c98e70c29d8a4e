import { counted } from '../../counted.ts';
import type { EncodedQueries, SearchTrace, TopK, Warning } from '../../types.ts';
import type { RowArrays } from '../cached-side.ts';
import { keepsIndex } from '../kept-index.ts';
import { constantKnob, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import { openRescorer, type Rescorer } from '../rescorer.ts';
import { fuse } from '../score-fusion.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import type { TunableScorer } from '../tunable.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { mergeOpening, type Opened, ofStage } from './opened.ts';

export const cascadeKnobs: Knobs = {
  /** Candidates that the first stage hands on; more than there are is all of them. */
  k: { fallback: (count) => Math.min(100, count), atSearch: true },
  weight: constantKnob(1, true, { least: 0, most: 1, fraction: true }),
  firstScale: constantKnob(1, true, { least: 1e-30, most: 1e30, fraction: true }),
  rerankScale: constantKnob(1, true, { least: 1e-30, most: 1e30, fraction: true }),
};

/** Queries as both stages take them. */
interface CascadeQueries extends EncodedQueries {
  readonly first: EncodedQueries;
  readonly rerank: RowArrays;
}

/**
 * Retrieves k candidates with a first stage and orders them by the cached interaction of the model of this folder, or by both scores (`score-fusion.ts`).
 * What was not retrieved follows in the order of the first stage, below what was: its scores are those of the first stage, shifted under the lowest of the k.
 */
export async function openCascade(opened: Opened): Promise<TunableScorer> {
  const { spec, model } = opened;
  const first = opened.stages[0]!;
  const cached = await cacheCandidates(opened);
  const { candidates } = cached;
  const rescorer = opened.hold(await openRescorer(spec, model, candidates));
  const serve = (given: Settings, stage: typeof first): TunableScorer => {
    const wanted = resolveKnobs(cascadeKnobs, given, candidates.count);
    const settings = { ...wanted, k: Math.min(wanted.k!, candidates.count) };
    return {
      spec: { ...spec, settings, stages: [stage.spec] },
      candidateCount: candidates.count,
      opening: mergeOpening(ofStage(stage), cached.opening),
      warnings: [...stage.warnings, ...clipped(wanted.k!, candidates.count)],
      async encode(queries): Promise<CascadeQueries> {
        const rerank = await cached.encode(queries);
        return { count: rerank.count, rerank, first: await stage.encode(queries) };
      },
      async search(queries, k, trace) {
        const { first: firstQueries, rerank } = asCascadeQueries(queries);
        const found = await stage.search(firstQueries, Math.max(settings.k, Math.min(k, candidates.count)), trace);
        return rerankAll(rescorer, rerank, found, settings, k, trace);
      },
      retune: (changed) => serve({ ...given, ...changed }, stage),
      ...(keepsIndex(stage) ? { keepIndex: stage.keepIndex } : {}),
      close: opened.close,
    };
  };
  return serve(spec.settings, first);
}

/** Orders the first k of what was found for each query by the network, and lets the rest follow. */
export async function rerankAll(
  rescorer: Rescorer,
  queries: RowArrays,
  found: TopK,
  settings: Settings,
  k: number,
  trace?: SearchTrace,
): Promise<TopK> {
  const fusion = { weight: settings.weight!, firstScale: settings.firstScale!, rerankScale: settings.rerankScale! };
  const depth = Math.min(settings.k!, found.k);
  const answers = {
    k,
    rows: new Int32Array(queries.count * k).fill(-1),
    scores: new Float32Array(queries.count * k).fill(-Infinity),
  };
  const scores = new Float32Array(depth);
  for (let query = 0; query < queries.count; query++) {
    const retrieved = listed(found, query);
    const handed = Math.min(depth, retrieved.rows.length);
    const { rows, firsts } = byRow(retrieved, handed);
    await rescorer.score(queries, query, rows, handed, scores, trace);
    const start = stageStart(trace);
    if (fusion.weight < 1 || fusion.rerankScale !== 1)
      for (let i = 0; i < handed; i++) scores[i] = fuse(firsts[i]!, scores[i]!, fusion);
    const collector = collectTopK(1, Math.max(1, handed));
    for (let i = 0; i < handed; i++) collector.offer(0, scores, i, 1, 1, rows[i]!);
    const reranked = collector.finish();
    answers.rows.set(reranked.rows.subarray(0, k), query * k);
    answers.scores.set(reranked.scores.subarray(0, k), query * k);
    if (k > handed) append(answers, query, retrieved, handed);
    endStage(trace, 'top-k', start);
  }
  return answers;
}

interface Retrieved {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/** What was found for a query, without the places that stayed empty. */
function listed({ k, rows, scores }: TopK, query: number): Retrieved {
  const end = rows.subarray(query * k, (query + 1) * k).indexOf(-1);
  const count = end < 0 ? k : end;
  return { rows: rows.subarray(query * k, query * k + count), scores: scores.subarray(query * k, query * k + count) };
}

/** The first `count` rows ascending, with their scores beside them: neighbours in memory are gathered faster. */
function byRow({ rows, scores }: Retrieved, count: number): { readonly rows: Int32Array; readonly firsts: Float32Array } {
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => rows[a]! - rows[b]!);
  return { rows: Int32Array.from(order, (i) => rows[i]!), firsts: Float32Array.from(order, (i) => scores[i]!) };
}

/** Puts what was retrieved but not reranked behind the `handed` that were. */
function append({ k, rows, scores }: TopK, query: number, retrieved: Retrieved, handed: number): void {
  const base = query * k;
  const last = Math.min(k, retrieved.rows.length);
  if (handed === 0 || last <= handed) return;
  const [lowest, from] = [scores[base + handed - 1]!, retrieved.scores[handed - 1]!];
  // Strictly below, also where the first stage has equal scores on both sides of the cut.
  const under = lowest - Math.max(Math.abs(lowest) * 2 ** -20, 2 ** -100);
  for (let i = handed; i < last; i++) {
    rows[base + i] = retrieved.rows[i]!;
    scores[base + i] = under - (from - retrieved.scores[i]!);
  }
}

function asCascadeQueries(queries: EncodedQueries): CascadeQueries {
  if (!('rerank' in queries)) throw new Error('internal: these queries were not encoded by a cascade');
  return queries as CascadeQueries;
}

const clipped = (wanted: number, candidates: number): Warning[] =>
  wanted <= candidates
    ? []
    : [
        {
          code: 'depth-clipped',
          message: `k is ${wanted} of ${counted(candidates, 'candidate')}: all of them are reranked.`,
          remedy: 'Nothing: this is the exhaustive network. Ask for less to see a cascade.',
        },
      ];
