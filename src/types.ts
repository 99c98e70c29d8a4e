/**
 * Nouns that cross layers. No runtime code.
 *
 * Shape letters, everywhere: N left items, M right items, B batch, P pairs, Q queries, T tokens, D feature width, H hidden,
 * E embedding width, V words. Matrices are row-major. Units are suffixes of names: `latencyMs`, `indexBytes`, `pairsPerSecond`.
 */

import type { Device } from './device-names.ts';

/** One of the two kinds of things that are matched. */
export type Side = 'left' | 'right';
/** The query is of the side named first, the candidates of the other. */
export type Direction = 'left-right' | 'right-left';
/** What items are used for: a model learns from train, is chosen by validation, and judged on test. */
export type Part = 'train' | 'validation' | 'test';
export type { Device };

/** Row-major float32 matrix; `data.length === rows * columns`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** Token features of one side: `data` [N, T, D], `mask` [N, T] with 1 where there is a token. */
export interface TokenFeatures {
  readonly items: number;
  readonly tokens: number;
  readonly width: number;
  readonly data: Float32Array;
  readonly mask: Uint8Array;
}

/** Which words the texts of one side have: `data` [N, `bytes`], a bit a word, V = 8 × `bytes` columns, lowest bit first; nothing of a backbone is in it. */
export interface WordFeatures {
  readonly items: number;
  readonly bytes: number;
  readonly data: Uint8Array;
}

/** Frozen output of a backbone for the items of one side, `global` [N, D] and `tokens`, and the words of their texts where they have any. */
export interface Features {
  readonly global: Matrix;
  readonly tokens?: TokenFeatures;
  readonly words?: WordFeatures;
}

/** Sizes of the features of one side: D of `global`, T and D of `tokens` and the number of columns V of `words` where there are any. */
export interface FeatureShape {
  readonly width: number;
  readonly tokens?: { readonly count: number; readonly width: number };
  readonly words?: number;
}

/** One thing to match. `unit` is the split unit (family): never divided between parts, and what intervals resample. */
export interface Item {
  readonly id: string;
  readonly unit: string;
  /** What to show a person: a text, or the address of a picture relative to the data set's folder (`file.webp#xywh=x,y,w,h`). */
  readonly text?: string;
  readonly picture?: string;
  /** The data set's own strata (people, animals, ...). */
  readonly groups?: readonly string[];
}

/** Items of one side; row i of the features belongs to `items[i]`. Items are in bytewise order of id, so row order breaks ties. */
export interface SideData {
  /** What the data set calls this side: image, text, user, ... */
  readonly name: string;
  readonly items: readonly Item[];
  readonly features: Features;
}

/**
 * Right answers as compressed sparse rows: those of row i are `columnOf[offsets[i] .. offsets[i + 1])`, ascending, with `grades` beside them.
 */
export interface Relevance {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Uint32Array;
  readonly columnOf: Uint32Array;
  readonly grades: Uint8Array;
}

/** Which part each row of either side belongs to: 0 none, 1 train, 2 validation, 3 test, 4 every part. */
export interface Split {
  readonly name: string;
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  /** Where pairs are divided and not items (by time, say): the part of every right pair, in the order of the data set's `relevance`; 0 none. */
  readonly pairs?: Uint8Array;
}

/** A data set in memory. */
export interface Dataset {
  readonly name: string;
  readonly version: string;
  /** SHA-256 over the manifest, which holds the SHA-256 of every other file. */
  readonly hash: string;
  readonly left: SideData;
  readonly right: SideData;
  readonly relevance: Relevance;
  /** Pairs that are no candidates of each other, seen before the question was asked, say. None of them is right; their grades mean nothing. */
  readonly exclude?: Relevance;
  readonly splits: readonly Split[];
}

/** The items of one part of one split, gathered: what training, evaluation and scorers are given. */
export interface DatasetPart {
  readonly left: SideData;
  readonly right: SideData;
  /** Rows are left items of this part, columns its right items. */
  readonly relevance: Relevance;
  /** Pairs that are no candidates of each other: those of the data set, and where pairs are divided the right ones of earlier parts, which are known already. */
  readonly exclude?: Relevance;
}

/** Counted, never measured. A multiply-add is two operations. Bytes are those read and written once each, float32. */
export interface Work {
  readonly operations: number;
  readonly bytes: number;
}

/** A dual tower can be searched with an index of this metric over one cached array a side; other models have none. */
export interface IndexForm {
  readonly metric: 'innerProduct' | 'l2';
  /** Names of the cached arrays: outputs of left.onnx and right.onnx. */
  readonly left: string;
  readonly right: string;
}

/** An array by its name, and the shape of an item of it. */
export interface NamedWidth {
  readonly name: string;
  /** Values an item; the array is [N, ...shape]. */
  readonly shape: readonly number[];
}

/**
 * `model.json` of an exported model folder. Beside it lie
 * - `left.onnx`: inputs `left` [N, D] (models of tokens or words `left_tokens`, `left_mask`, `left_words` [N, V]), raw feature rows → what is cached;
 * - `right.onnx`: likewise;
 * - `interaction.onnx`: the outputs of the two, row by row, left's first → `score` [P];
 * - `grid.onnx`: the same inputs, left's with N rows, right's with M rows → `scores` [N, M] (every pair);
 * - `pair.onnx`: `left` [P, D], `right` [P, D'] → `score` [P], the network as drawn, nothing cached.
 *
 * Higher is better in every score (L2: minus the squared distance).
 */
export interface ModelManifest {
  readonly name: string;
  readonly family: 'dual tower' | 'late interaction' | 'early fusion';
  /** The model in a line, as the table of models describes it. */
  readonly summary: string;
  readonly left: { readonly inputs: readonly NamedWidth[]; readonly cached: readonly NamedWidth[] };
  readonly right: { readonly inputs: readonly NamedWidth[]; readonly cached: readonly NamedWidth[] };
  readonly index?: IndexForm;
  readonly parameters: number;
  /** Per left item, per right item, per pair with both sides cached, per pair with nothing cached. */
  readonly work: { readonly left: Work; readonly right: Work; readonly interaction: Work; readonly pair: Work };
}

/** What a scorer is opened from: files and settings, no live objects, so that fresh processes can open the same one. */
export interface ScorerSpec {
  /** A row of the table of scorers: exhaustive-naive, exhaustive-factorised, exact, faiss-hnsw, ... */
  readonly kind: string;
  /** An exported model folder (see ModelManifest). */
  readonly modelDir: string;
  /** Which side asks; the other side's items are the candidates. */
  readonly queries: Side;
  /** A safetensors file with `global` [M, D] (and `tokens`, `mask`, `words`) of the candidates; the first `candidateCount` rows are used. */
  readonly candidates: string;
  readonly candidateCount?: number;
  readonly device: Device;
  readonly threads: number;
  /** Knobs of this kind: efSearch, nprobe, ... */
  readonly settings: Readonly<Record<string, number>>;
  /** A file that its index was kept in (`KeepingScorer`): opened in place of building, and refused where it does not fit. */
  readonly indexFile?: string;
  /** Scorers that this one is made of, over as many candidates: the first stage of a cascade, say. */
  readonly stages?: readonly ScorerSpec[];
}

/** Answers of Q queries, best first, equal scores by candidate row ascending; `[Q, k]`, row -1 and score -Infinity where there are fewer. */
export interface TopK {
  readonly k: number;
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/** A named stage of opening a scorer (load, encode candidates, build index), with what it took once. */
export interface PhaseCost {
  readonly phase: string;
  readonly ms: number;
  /** Bytes this stage leaves behind (index, embedding cache), where it leaves any. */
  readonly bytes?: number;
  /** Of a scorer that this one is built upon. */
  readonly ofStage?: true;
}

/** What a search is made of, in this order; `boundary` is the copy of the queries that an index library asks for. */
export type SearchStage = 'boundary' | 'search' | 'gather' | 'interaction' | 'top-k';

/** What a search did beside its answer. Whoever measures makes one, and the scorer adds to it; without one nothing is timed. */
export interface SearchTrace {
  /** Pairs of a query and a candidate that the model of the scorer's own folder scored, over all queries of the call. */
  networkCalls: number;
  /** Milliseconds; stages that the strategy has not are left out. */
  readonly stageMs: Partial<Record<SearchStage, number>>;
}

/** Query rows after the query side's cached network: opaque to everyone but the scorer that made them. */
export interface EncodedQueries {
  readonly count: number;
}

/** All that measuring sees of a retrieval strategy. `topK` equals `search(await encode(queries), k)`. */
export interface Scorer {
  readonly spec: ScorerSpec;
  readonly candidateCount: number;
  readonly opening: readonly PhaseCost[];
  readonly warnings: readonly Warning[];
  encode(queries: Features): Promise<EncodedQueries>;
  search(queries: EncodedQueries, k: number, trace?: SearchTrace): Promise<TopK>;
  close(): Promise<void>;
}

/** Doubt is data: stored with the number it concerns. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
