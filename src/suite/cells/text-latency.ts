import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { featureRows } from '../../feature-rows.ts';
import { openCrossEncoder, openTextBackbone } from '../../features/backbone.ts';
import { measureLatency } from '../../measuring/latency.ts';
import type { SampleSeries } from '../../record.ts';
import { directions } from '../../report/per-query.ts';
import { openScorer } from '../../retrieval/open.ts';
import { collectTopK } from '../../retrieval/top-k.ts';
import type { Device, Direction, EncodedQueries, Features, Matrix, Scorer, Side, Warning } from '../../types.ts';
import type { CellContext, CellRun } from '../cell.ts';
import { candidateSide, querySide } from '../layout.ts';
import { type TextModel, textsOf } from '../text-models.ts';
import { cosines } from './cosines.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';
import { type ServedKey, serving } from './serving.ts';

export interface TextLatencyCell extends TextModel, LatencyBudget {
  /** The model folder of the baseline relative to OUT: a cross-encoder reorders its best answers. */
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

interface FirstStage {
  readonly scorer: Scorer;
  readonly queries: Features;
}

/** Exact for every model, with or without an index of its own. */
const firstScorer = 'exhaustive-factorised';

/**
 * Times single queries from their text to their answers: a text is encoded and compared with cached vectors, or read with each of the best answers of the baseline,
 * which finds them from the query's features while the clock runs: what made those features is in no sample.
 */
export const run: CellRun = noiseNoted(async ({ key, settings }, context) => {
  const cell = settings as unknown as TextLatencyCell;
  const { dataset: name, split, seed, model, scorer: label } = key;
  const { threads, device, k } = cell;
  const place = context.dataset(name!);
  const part = takePart(await loadDataset(place), split!, 'test');
  const texts = { left: textsOf(part.left, place), right: textsOf(part.right, place) };
  const counts = { leftCount: texts.left.length, rightCount: texts.right.length };
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  for (const [i, direction] of directions.entries()) {
    context.progress(i / directions.length, direction);
    const scorer =
      cell.kind === 'bi-encoder'
        ? await biEncoder(cell, texts, direction)
        : await crossEncoder(cell, texts, direction, await firstStage(cell, key as ServedKey, context, direction));
    const rows = texts[querySide(direction)].length;
    const queries: Features = { global: { rows, columns: 1, data: Float32Array.from({ length: rows }, (_, row) => row) } };
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

/** The baseline over all candidates, and the features that it is asked with. */
async function firstStage(
  cell: TextLatencyCell,
  key: ServedKey,
  context: CellContext,
  direction: Direction,
): Promise<FirstStage> {
  const { baseline, threads, device, k } = cell;
  const asked = { scorer: firstScorer, folder: baseline, settings: {}, threads, device, k };
  const { spec, queries } = await serving(asked, key, context, direction);
  return { scorer: await openScorer(spec), queries };
}

async function crossEncoder(cell: TextLatencyCell, texts: Texts, direction: Direction, first: FirstStage): Promise<Scorer> {
  const network = await openCrossEncoder(cell.folder, { threads: cell.threads });
  const others = texts[candidateSide(direction)];
  return scorerOf(cell, direction, others.length, {
    encode: async (row) => ({ count: 1, row, first: await first.scorer.encode(featureRows(first.queries, row, row + 1)) }),
    search: async ({ row, first: query }, k) => {
      const found = await first.scorer.search(query!, Math.min(cell.depth!, others.length));
      const top = collectTopK(1, k);
      const text = texts[querySide(direction)][row]!;
      for (const other of found.rows) {
        // The left text is the first, whoever asks.
        const [one, two] = direction === 'left-right' ? [text, others[other]!] : [others[other]!, text];
        top.offer(0, await network.score(one, [two]), 0, 1, 1, other);
      }
      return top.finish();
    },
    close: async () => {
      await first.scorer.close();
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
