import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { featureRows } from '../../feature-rows.ts';
import { openCrossEncoder, openTextBackbone } from '../../features/backbone.ts';
import { measureLatency } from '../../measuring/latency.ts';
import type { SampleSeries } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { openScorer } from '../../retrieval/open.ts';
import { collectTopK } from '../../retrieval/top-k.ts';
import type { Device, Direction, EncodedQueries, Features, Matrix, Scorer, Side, Warning } from '../../types.ts';
import type { CellContext, CellRun, TrainingKey } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';
import { type TextModel, textsOf } from '../reading/text-models.ts';
import { cosines } from './cosines.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';
import { serving } from './serving.ts';
import { scoredPairs } from './text-scores.ts';

export interface TextLatencyCell extends TextModel, LatencyBudget {
  /** The cell that scored the pairs of the test part: what it read of a query is read when that is timed. */
  readonly scored: string;
  /** The model folder of the baseline relative to OUT: a cross-encoder that does not read all pairs reorders its best answers. */
  readonly baseline: string;
  readonly k: number;
  readonly threads: number;
  readonly device: Device;
}

/** A query is the row of its text, all that these scorers are asked with. */
interface AskedText extends EncodedQueries {
  readonly row: number;
  readonly vector?: Matrix;
  readonly first?: EncodedQueries;
}

/** Candidates that a cross-encoder reads a query with. */
interface Partners {
  /** What finding them needs of the query of a row. */
  encode(row: number): Promise<EncodedQueries | undefined>;
  /** Rows of candidates. */
  find(query: EncodedQueries | undefined): Promise<Iterable<number>>;
  close(): Promise<void>;
}

/** Exact for every model, with or without an index of its own. */
const firstScorer = 'exhaustive-factorised';

/**
 * Times single queries from their text to their answers, as they were judged: a text is encoded and compared with cached vectors, or read with each of all others or
 * of the best answers of the baseline, which finds them from the query's features while the clock runs: what made those features is in no sample.
 */
export const run: CellRun<TextLatencyCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { dataset: name, split, seed, model } = key;
  const { threads, device, k, kind } = cell;
  const { depth } = context.needed(cell.scored, scoredPairs).details;
  const place = context.dataset(name);
  const part = takePart(await loadDataset(place), split, 'test');
  const texts = { left: textsOf(part.left, place), right: textsOf(part.right, place) };
  const counts = { leftCount: texts.left.length, rightCount: texts.right.length };
  const partners = async (direction: Direction): Promise<Partners> =>
    depth === undefined ? everyCandidate(texts, direction) : bestOf(cell, key, context, direction, depth);
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  for (const [i, direction] of directions.entries()) {
    context.progress(i / directions.length, direction);
    const scorer =
      kind === 'bi-encoder'
        ? await biEncoder(cell, texts, direction)
        : await crossEncoder(cell, texts, direction, await partners(direction));
    const rows = texts[querySide(direction)].length;
    const queries: Features = { global: { rows, columns: 1, data: Float32Array.from({ length: rows }, (_, row) => row) } };
    const label = depth === undefined ? `text ${kind}` : `text ${kind} k=${depth}`;
    const figureKey = { model, scorer: label, direction, dataset: name, split, seed, device, ...counts };
    const latency = await measureLatency(scorer, queries, { k, ...bounds(cell) }, figureKey);
    await scorer.close();
    samples.push(...latency.samples);
    warnings.push(...latency.warnings);
  }
  return { samples, warnings, details: { threads } };
});

type Texts = Readonly<Record<Side, readonly string[]>>;

const specOf = ({ kind, folder, threads, device }: TextLatencyCell, direction: Direction): Scorer['spec'] => ({
  kind,
  modelDir: folder,
  queries: querySide(direction),
  candidates: '',
  device,
  threads,
  settings: {},
});

async function biEncoder(cell: TextLatencyCell, texts: Texts, direction: Direction): Promise<Scorer> {
  const backbone = await openTextBackbone(cell.folder, { threads: cell.threads });
  const candidates = await backbone.encode(texts[candidateSide(direction)]);
  const asking = texts[querySide(direction)];
  return scorerOf(cell, direction, candidates.rows, {
    encode: async (row) => ({ count: 1, row, vector: await backbone.encode([asking[row]!]) }),
    search: async ({ vector }, k) => {
      const top = collectTopK(1, k);
      top.offer(0, cosines(vector!, candidates).data, 0, 1, candidates.rows, 0);
      return top.finish();
    },
    close: () => backbone.close(),
  });
}

const everyCandidate = (texts: Texts, direction: Direction): Partners => ({
  encode: async () => undefined,
  find: async () => texts[candidateSide(direction)].keys(),
  close: async () => {},
});

/** The best of the baseline over all candidates, asked with the features of the query. */
async function bestOf(
  cell: TextLatencyCell,
  key: TrainingKey,
  context: CellContext,
  direction: Direction,
  depth: number,
): Promise<Partners> {
  const { baseline, threads, device, k } = cell;
  const asked = { scorer: firstScorer, folder: baseline, settings: {}, threads, device, k };
  const { spec, queries } = await serving(asked, key, context, direction);
  const scorer = await openScorer(spec);
  return {
    encode: (row) => scorer.encode(featureRows(queries, row, row + 1)),
    find: async (query) => (await scorer.search(query!, Math.min(depth, scorer.candidateCount))).rows,
    close: () => scorer.close(),
  };
}

async function crossEncoder(cell: TextLatencyCell, texts: Texts, direction: Direction, partners: Partners): Promise<Scorer> {
  const network = await openCrossEncoder(cell.folder, { threads: cell.threads });
  const others = texts[candidateSide(direction)];
  return scorerOf(cell, direction, others.length, {
    encode: async (row) => ({ count: 1, row, first: await partners.encode(row) }),
    search: async ({ row, first: query }, k) => {
      const top = collectTopK(1, k);
      const text = texts[querySide(direction)][row]!;
      for (const other of await partners.find(query)) {
        // The left text is the first, whoever asks.
        const [one, two] = direction === 'left-right' ? [text, others[other]!] : [others[other]!, text];
        top.offer(0, await network.score(one, [two]), 0, 1, 1, other);
      }
      return top.finish();
    },
    close: async () => {
      await partners.close();
      await network.close();
    },
  });
}

function scorerOf(
  cell: TextLatencyCell,
  direction: Direction,
  candidateCount: number,
  parts: {
    encode(row: number): Promise<AskedText>;
    search(asked: AskedText, k: number): ReturnType<Scorer['search']>;
    close(): Promise<void>;
  },
): Scorer {
  return {
    spec: specOf(cell, direction),
    candidateCount,
    opening: [],
    warnings: [],
    encode: ({ global }) => parts.encode(global.data[0]!),
    search: (asked, k) => parts.search(asked as AskedText, k),
    close: parts.close,
  };
}
