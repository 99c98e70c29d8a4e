import { UserError } from '../errors.ts';
import { readSafetensorsHeader } from '../files/safetensors.ts';
import type { Scorer, ScorerSpec, Side } from '../types.ts';
import { treeBytesFor } from './cluster-tree.ts';
import { readFeatures } from './features-file.ts';
import { faissKinds } from './indexes/faiss.ts';
import type { IndexKind } from './indexes/index.ts';
import { usearchKind } from './indexes/usearch.ts';
import { type Knobs, resolveKnobs, type Settings } from './knobs.ts';
import { availableBytes, cachedNeeds, type IndexSize, indexSize, type MemoryNeed, refuseTooMany } from './memory-need.ts';
import { readManifest } from './model-folder.ts';
import { graphBytesFor } from './neighbour-graph.ts';
import { cascadeKnobs, openCascade } from './scorers/cascade.ts';
import { exactKnobs, openExact } from './scorers/exact.ts';
import { factorisedKnobs, openFactorised } from './scorers/exhaustive-factorised.ts';
import { openNaive } from './scorers/exhaustive-naive.ts';
import { latePooledKnobs, lateTokensKnobs, openLatePooled, openLateTokens } from './scorers/late-interaction.ts';
import { networkGraphKnobs, openNetworkGraph } from './scorers/network-graph.ts';
import { networkTreeKnobs, openNetworkTree } from './scorers/network-tree.ts';
import { type Opened, phase } from './scorers/opened.ts';
import { openIndexScorer } from './scorers/vector-index.ts';

/** A way to serve a model: how it is opened, and which settings it takes. */
export interface ScorerKind {
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  /** Needs a model with embeddings (`ModelManifest.index`). */
  readonly indexOnly: boolean;
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

const ofIndex = (name: string, summary: string, kind: IndexKind): ScorerKind => ({
  name,
  summary,
  indexOnly: true,
  keepsIndex: true,
  indexBytes: (size, settings) => kind.bytesFor(size, settings),
  knobs: kind.knobs,
  open: (opened) => openIndexScorer(opened, kind),
});

/** The table of scorers, one row each. */
export const scorers: readonly ScorerKind[] = [
  { name: 'exhaustive-naive', summary: 'the whole network on every pair', indexOnly: false, knobs: {}, open: openNaive },
  {
    name: 'exhaustive-factorised',
    summary: 'cached halves, the interaction on every pair, its layers in 32, 16 or 8 bits a value',
    indexOnly: false,
    knobs: factorisedKnobs,
    open: openFactorised,
  },
  {
    name: 'exact',
    summary: 'brute force over cached embeddings of 32, 16 or 8 bits a value',
    indexOnly: true,
    // Full vectors are those of the cache.
    indexBytes: ({ rows, columns }, { bits }) => (bits === 32 ? 0 : rows * ((columns * bits!) / 8 + 8)),
    knobs: exactKnobs,
    open: openExact,
  },
  ofIndex('faiss-flat', 'FAISS brute force over cached embeddings', faissKinds['faiss-flat']),
  ofIndex('faiss-hnsw', 'FAISS graph over cached embeddings', faissKinds['faiss-hnsw']),
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

/**
 * Opens a scorer from files: reads model and candidates, caches, builds. Throws a `UserError` that names the unknown kind, the unknown setting,
 * the file, the width that differs, or (kind `environment`) the library that is missing.
 */
export async function openScorer(spec: ScorerSpec): Promise<Scorer> {
  const kind = kindOf(spec);
  if (Object.keys(kind.knobs).length === 0 && Object.keys(spec.settings).length > 0) {
    throw new UserError('input', `Scorer ${spec.kind} has no settings, got ${Object.keys(spec.settings).join(', ')}.`, {
      remedy: 'Remove them.',
    });
  }
  if (spec.indexFile !== undefined && !kind.keepsIndex) {
    throw new UserError('input', `Scorer ${spec.kind} has no index to open from a file.`, {
      place: spec.indexFile,
      remedy: `Leave the file out, or choose from ${scorers
        .filter((one) => one.keepsIndex)
        .map(({ name }) => name)
        .join(', ')}.`,
    });
  }
  refuseOtherStages(kind, spec);
  const candidateSide: Side = spec.queries === 'left' ? 'right' : 'left';
  const [{ model, candidates }, load] = await phase('load', async () => {
    const manifest = await readManifest(spec.modelDir);
    const items = (await readSafetensorsHeader(spec.candidates)).tensors.global?.shape[0] ?? 0;
    const wanted = Math.min(spec.candidateCount ?? items, items);
    if (wanted < 1) throw noCandidates(spec.candidates);
    refuseTooMany(wanted, await needsOf(spec, wanted), availableBytes());
    return { model: manifest, candidates: await readFeatures(spec.candidates, spec.candidateCount) };
  });
  const stages: Scorer[] = [];
  try {
    for (const inner of spec.stages ?? []) stages.push(await openStage(inner, candidates.global.rows));
    return await kind.open({ spec, model, candidates, candidateSide, load, stages });
  } catch (error) {
    for (const stage of stages) await stage.close();
    throw error;
  }
}

function kindOf(spec: ScorerSpec): ScorerKind {
  const kind = scorers.find(({ name }) => name === spec.kind);
  if (kind !== undefined) return kind;
  throw new UserError('input', `There is no scorer ${spec.kind}.`, {
    remedy: `Choose from ${scorers.map(({ name }) => name).join(', ')}.`,
  });
}

/** All that opening a scorer over so many candidates allocates, its stages included. */
async function needsOf(spec: ScorerSpec, candidates: number): Promise<MemoryNeed[]> {
  const { name, knobs, indexBytes } = kindOf(spec);
  const model = await readManifest(spec.modelDir);
  const side: Side = spec.queries === 'left' ? 'right' : 'left';
  const settings = resolveKnobs(knobs, spec.settings, candidates);
  const bytes = indexBytes?.(indexSize(model, side, candidates), settings) ?? 0;
  const stages = await Promise.all((spec.stages ?? []).map((stage) => needsOf(stage, candidates)));
  // An index file is read whole before the library takes it over.
  const copies = spec.indexFile === undefined ? 1 : 2;
  return [...cachedNeeds(model, side, candidates), { what: `the index of ${name}`, bytes: copies * bytes }, ...stages.flat()];
}

/** Whether a kind of scorer has an index of its own that can be kept in a file. */
export const hasIndex = (kind: string): boolean => scorers.some(({ name, keepsIndex }) => name === kind && keepsIndex);

const noCandidates = (place: string): UserError =>
  new UserError('input', 'There are no candidates.', { place, remedy: 'Give it a file with a row for at least one.' });

function refuseOtherStages({ stage, name }: ScorerKind, { stages = [], queries }: ScorerSpec): void {
  const [least, most] = stage === undefined ? [0, 0] : [stage.optional ? 0 : 1, 1];
  if (stages.length < least || stages.length > most) {
    throw new UserError('input', `Scorer ${name} was given ${stages.length} inner scorers.`, {
      place: 'stages',
      remedy: stage === undefined ? 'Give it none.' : `Give it ${stage.optional ? 'at most one' : 'one'}: ${stage.what}.`,
    });
  }
  if (stages.some((inner) => inner.queries !== queries)) {
    throw new UserError('input', `The queries of ${name} are of the ${queries} side, those of its inner scorer are not.`, {
      place: 'stages',
      remedy: 'Ask both from the same side.',
    });
  }
}

async function openStage(spec: ScorerSpec, candidates: number): Promise<Scorer> {
  const stage = await openScorer(spec);
  if (stage.candidateCount === candidates) return stage;
  await stage.close();
  throw new UserError('input', `The inner scorer has ${stage.candidateCount} candidates, the outer one ${candidates}.`, {
    place: spec.candidates,
    remedy: 'Give both the same candidates in the same order.',
  });
}
