import type { EncodedQueries, SearchTrace, TopK } from '../../types.ts';
import { asRows, type RowArrays } from '../cached-side.ts';
import { buildClusterTree, type ClusterTree, packTree, treeBytes, treeLibrary, unpackTree } from '../cluster-tree.ts';
import { geometryOf } from '../geometry.ts';
import { type IndexRecipe, type KeepingScorer, keep, openOrBuild } from '../kept-index.ts';
import { constantKnob, type Knobs, resolveKnobs, type Settings } from '../knobs.ts';
import { modelSha256 } from '../model-folder.ts';
import { openRescorer, type Rescorer } from '../rescorer.ts';
import { collectTopK } from '../top-k.ts';
import { endStage, stageStart } from '../trace.ts';
import type { TunableScorer } from '../tunable.ts';
import { cacheCandidates } from './cached-candidates.ts';
import { mergeOpening, type Opened, ofStage } from './opened.ts';

export const networkTreeKnobs: Knobs = {
  leaf: constantKnob(8, false),
  seed: constantKnob(0, false, { least: 0, most: 2 ** 32 - 1 }),
  /** Nodes kept on each level. */
  beam: constantKnob(8, true),
};

/**
 * Beam search down a tree of clusters (TDM, Zhu et al. 2018) by the network's own score: a node is scored as its medoid, a real candidate, so that no call is
 * spent on what cannot be an answer, and a medoid that stands for several nodes is scored once. The tree lies over the embeddings of an inner scorer, or over
 * what the network has cached.
 */
export async function openNetworkTree(opened: Opened): Promise<KeepingScorer & TunableScorer> {
  const { spec, model } = opened;
  const stage = opened.stages[0];
  const cached = await cacheCandidates(opened);
  const { candidates } = cached;
  const { vectors, metric } = geometryOf(stage, candidates);
  const resolved = resolveKnobs(networkTreeKnobs, spec.settings, candidates.count);
  const recipe: IndexRecipe<ClusterTree> = {
    identity: async () => ({
      kind: spec.kind,
      library: treeLibrary,
      vectors,
      metric,
      modelSha256: await modelSha256(spec.modelDir),
      settings: resolved,
    }),
    knobs: networkTreeKnobs,
    build: async () => buildClusterTree(vectors, resolved.leaf!, resolved.seed!),
    pack: packTree,
    unpack: (arrays) => unpackTree(arrays, candidates.count),
    bytes: treeBytes,
  };
  const [tree, building] = await openOrBuild(recipe, spec);
  const rescorer = opened.hold(await openRescorer(spec, model, candidates));
  const known = new Float32Array(candidates.count).fill(Number.NaN);
  const serve = (settings: Settings): KeepingScorer & TunableScorer => ({
    spec: { ...spec, settings },
    candidateCount: candidates.count,
    opening: mergeOpening(ofStage(stage), cached.opening, [building]),
    warnings: stage?.warnings ?? [],
    encode: cached.encode,
    search: (queries, k, trace) => descend({ tree, rescorer, known }, queries, settings.beam!, k, trace),
    retune: (changed) => serve(resolveKnobs(networkTreeKnobs, changed, candidates.count, settings)),
    keepIndex: (path) => keep(recipe, tree, path, settings),
    close: opened.close,
  });
  return serve(resolved);
}

interface Searching {
  readonly tree: ClusterTree;
  readonly rescorer: Rescorer;
  /** Scores of the current query by row, NaN where the network was not asked. */
  readonly known: Float32Array;
}

async function descend(
  { tree, rescorer, known }: Searching,
  encoded: EncodedQueries,
  beam: number,
  k: number,
  trace?: SearchTrace,
): Promise<TopK> {
  const queries: RowArrays = asRows(encoded);
  const answers = collectTopK(queries.count, k);
  for (let query = 0; query < queries.count; query++) {
    const asked: number[] = [];
    const score = async (rows: Iterable<number>): Promise<void> => {
      const fresh = Int32Array.from(new Set(rows)).filter((row) => Number.isNaN(known[row]!));
      const scores = new Float32Array(fresh.length);
      await rescorer.score(queries, query, fresh, fresh.length, scores, trace);
      for (const [i, row] of fresh.entries()) {
        known[row] = scores[i]!;
        asked.push(row);
      }
    };
    try {
      let nodes = [0];
      while (nodes.some((node) => tree.children[node] !== 0)) {
        const below = nodes.flatMap((node) => {
          const child = tree.children[node]!;
          return child === 0 ? [node] : [child, child + 1];
        });
        // A level that fits the beam is not worth asking about.
        if (below.length > beam) await score(below.map((node) => tree.medoids[node]!));
        const start = stageStart(trace);
        nodes = below.length > beam ? bestNodes(below, beam, tree, known) : below;
        endStage(trace, 'search', start);
      }
      await score(nodes.flatMap((node) => [...tree.order.subarray(tree.starts[node]!, tree.ends[node]!)]));
      const start = stageStart(trace);
      for (const row of asked) answers.offer(query, known, row, 1, 1, row);
      endStage(trace, 'top-k', start);
    } finally {
      for (const row of asked) known[row] = Number.NaN;
    }
  }
  return answers.finish();
}

/** The best by the score of their medoids; of equal ones the first. */
const bestNodes = (nodes: readonly number[], beam: number, { medoids }: ClusterTree, known: Float32Array): number[] =>
  nodes
    .map((node) => ({ node, score: known[medoids[node]!]! }))
    .sort((a, b) => b.score - a.score || a.node - b.node)
    .slice(0, beam)
    .map(({ node }) => node);
