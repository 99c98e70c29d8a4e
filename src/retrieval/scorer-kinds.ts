import { UserError } from '../errors.ts';
import type { Scorer } from '../types.ts';
import { treeBytesFor } from './cluster-tree.ts';
import { faissKinds } from './indexes/faiss.ts';
import type { IndexKind } from './indexes/index.ts';
import { usearchKind } from './indexes/usearch.ts';
import type { Knobs, Settings } from './knobs.ts';
import type { IndexSize } from './memory-need.ts';
import { graphBytesFor } from './neighbour-graph.ts';
import { cascadeKnobs, openCascade } from './scorers/cascade.ts';
import { exactKnobs, openExact } from './scorers/exact.ts';
import { factorisedKnobs, openFactorised } from './scorers/exhaustive-factorised.ts';
import { openNaive } from './scorers/exhaustive-naive.ts';
import { latePooledKnobs, lateTokensKnobs, openLatePooled, openLateTokens } from './scorers/late-interaction.ts';
import { networkGraphKnobs, openNetworkGraph } from './scorers/network-graph.ts';
import { networkTreeKnobs, openNetworkTree } from './scorers/network-tree.ts';
import type { Opened } from './scorers/opened.ts';
import { openIndexScorer } from './scorers/vector-index.ts';

/** A way to serve a model: how it is opened, and which settings it takes. */
export interface ScorerKind {
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  /** Needs a model with embeddings (`ModelManifest.index`). */
  readonly indexOnly: boolean;
  /** Set where it scores every candidate for every query: by the network as drawn, or by the interaction over what is cached. */
  readonly scoresAll?: 'as drawn' | 'from caches';
  /** The kind that is measured in its place where its library cannot be loaded; it has knobs of the same names. */
  readonly standIn?: string;
  /** Has an index that can be kept in a file (`ScorerSpec.indexFile`). */
  readonly keepsIndex?: true;
  /** About how many bytes its index allocates, caches and stages apart; nothing where nothing is said. */
  readonly indexBytes?: (size: IndexSize, settings: Settings) => number;
  /** Its settings; those at search time can be swept without building again (`TunableScorer.retune`). */
  readonly knobs: Knobs;
  /** What it needs beneath it, as `ScorerSpec.stages`; nothing where nothing is said. */
  readonly stage?: { readonly what: string; readonly optional: boolean };
  open(opened: Opened): Promise<Scorer>;
}

const ofIndex = (
  name: string,
  summary: string,
  kind: IndexKind,
  more: Pick<ScorerKind, 'scoresAll' | 'standIn'> = {},
): ScorerKind => ({
  name,
  summary,
  indexOnly: true,
  keepsIndex: true,
  indexBytes: (size, settings) => kind.bytesFor(size, settings),
  knobs: kind.knobs,
  ...more,
  open: (opened) => openIndexScorer(opened, kind),
});

/** The table of scorers, one row each. */
export const scorers: readonly ScorerKind[] = [
  {
    name: 'exhaustive-naive',
    summary: 'the whole network on every pair',
    indexOnly: false,
    scoresAll: 'as drawn',
    knobs: {},
    open: openNaive,
  },
  {
    name: 'exhaustive-factorised',
    summary: 'cached halves, the interaction on every pair, its layers in 32, 16 or 8 bits a value',
    indexOnly: false,
    scoresAll: 'from caches',
    knobs: factorisedKnobs,
    open: openFactorised,
  },
  {
    name: 'exact',
    summary: 'brute force over cached embeddings of 32, 16 or 8 bits a value',
    indexOnly: true,
    scoresAll: 'from caches',
    // Full vectors are those of the cache.
    indexBytes: ({ rows, columns }, { bits }) => (bits === 32 ? 0 : rows * ((columns * bits!) / 8 + 8)),
    knobs: exactKnobs,
    open: openExact,
  },
  ofIndex('faiss-flat', 'FAISS brute force over cached embeddings', faissKinds['faiss-flat'], { scoresAll: 'from caches' }),
  ofIndex('faiss-hnsw', 'FAISS graph over cached embeddings', faissKinds['faiss-hnsw'], { standIn: 'usearch' }),
  ofIndex('faiss-ivf', 'FAISS inverted file over cached embeddings', faissKinds['faiss-ivf']),
  ofIndex('usearch', 'usearch graph over cached embeddings', usearchKind),
  {
    name: 'cascade',
    summary: 'k candidates of a first stage, reranked by the cached interaction of any model',
    indexOnly: false,
    knobs: cascadeKnobs,
    stage: { what: 'a first stage that retrieves', optional: false },
    open: openCascade,
  },
  {
    name: 'network-graph',
    summary: "search by the network's own score over a neighbour graph (SL2G, BEGIN), within a budget of calls",
    indexOnly: false,
    keepsIndex: true,
    indexBytes: ({ rows, cached }, { neighbours }) => graphBytesFor({ rows, columns: cached }, neighbours!),
    knobs: networkGraphKnobs,
    stage: { what: 'embeddings of a dual tower to lay the graph over, and a guide', optional: true },
    open: openNetworkGraph,
  },
  {
    name: 'network-tree',
    summary: "beam search by the network's own score down a tree of clusters (TDM)",
    indexOnly: false,
    keepsIndex: true,
    indexBytes: ({ rows }, { leaf }) => treeBytesFor(rows, leaf!),
    knobs: networkTreeKnobs,
    stage: { what: 'embeddings of a dual tower to cluster', optional: true },
    open: openNetworkTree,
  },
  {
    name: 'late-pooled',
    summary: 'late interaction in two stages: exact search over mean token vectors, MaxSim on k',
    indexOnly: false,
    // The rows of the tokens that are there, and their means.
    indexBytes: ({ rows, tokens }) => 4 * rows * (tokens.count * (tokens.width + 1) + tokens.width),
    knobs: latePooledKnobs,
    open: openLatePooled,
  },
  {
    name: 'late-tokens',
    summary: 'late interaction in two stages: usearch over all tokens, MaxSim on the k best owners',
    indexOnly: false,
    indexBytes: ({ rows, tokens }, settings) => {
      const all = { rows: rows * tokens.count, columns: tokens.width };
      return usearchKind.bytesFor(all, settings) + 4 * all.rows * (all.columns + 1);
    },
    knobs: lateTokensKnobs,
    open: openLateTokens,
  },
];

/** The row of a kind. Throws a `UserError` of kind `input` for a name that is none. */
export function kindOf(name: string): ScorerKind {
  const kind = scorers.find((row) => row.name === name);
  if (kind !== undefined) return kind;
  throw new UserError('input', `There is no scorer ${name}.`, {
    remedy: `Choose from ${scorers.map((row) => row.name).join(', ')}.`,
  });
}

/** Of settings those that decide what is built: no search can change them. */
export function builtSettings(kind: string, settings: Settings): Settings {
  const { knobs } = kindOf(kind);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => knobs[name]?.atSearch !== true));
}

/** Whether a kind of scorer has an index of its own that can be kept in a file. */
export const hasIndex = (kind: string): boolean => scorers.some(({ name, keepsIndex }) => name === kind && keepsIndex);
