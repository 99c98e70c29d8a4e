import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { openCrossEncoder, openTextBackbone } from '../../features/backbone.ts';
import { measureLatency } from '../../measuring/latency.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import type { SampleSeries } from '../../record.ts';
import { directions } from '../../report/per-query.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import { collectTopK } from '../../retrieval/top-k.ts';
import type { Device, Direction, EncodedQueries, Features, Matrix, Scorer, Side, Warning } from '../../types.ts';
import type { CellRun } from '../cell.ts';
import { candidateSide, querySide } from '../layout.ts';
import { type TextModel, textsOf } from '../text-models.ts';
import { cosines } from './cosines.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';

export interface TextLatencyCell extends TextModel, LatencyBudget {
  /** The model folder of the baseline relative to OUT: a cross-encoder reorders its best answers, which are found before. */
  readonly baseline: string;
  readonly k: number;
  readonly threads: number;
  readonly device: Device;
}

/** A query is the row of its text, all that these scorers are asked with. */
interface AskedText extends EncodedQueries {
  readonly row: number;
  readonly vector?: Matrix;
}

/**
 * Times single queries from their text to their answers: a text is encoded and compared with cached vectors, or read with each of the baseline's best answers. Those
 * are found before the clock starts: their search, and what the baseline's features cost, are in no sample.
 */
export const run: CellRun = noiseNoted(async ({ key, settings }, context) => {
  const cell = settings as unknown as TextLatencyCell;
  const { dataset: name, split, seed, model, scorer: label } = key;
  const { threads, device, k } = cell;
  const place = context.dataset(name!);
  const part = takePart(await loadDataset(place), split!, 'test');
  const texts = { left: textsOf(part.left, place), right: textsOf(part.right, place) };
  const counts = { leftCount: texts.left.length, rightCount: texts.right.length };
  const first =
    cell.kind === 'bi-encoder'
      ? undefined
      : withoutExcluded(
          await scoreMatrix(context.input(cell.baseline), part.left.features, part.right.features, { threads, device }),
          part.exclude,
        );
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  for (const [i, direction] of directions.entries()) {
    context.progress(i / directions.length, direction);
    const scorer =
      first === undefined ? await biEncoder(cell, texts, direction) : await crossEncoder(cell, texts, first, direction);
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

async function crossEncoder(cell: TextLatencyCell, texts: Texts, first: Matrix, direction: Direction): Promise<Scorer> {
  const network = await openCrossEncoder(cell.folder, { threads: cell.threads });
  const others = texts[candidateSide(direction)];
  const found = bestAnswers(first, direction, cell.depth!);
  return scorerOf(cell, direction, others.length, {
    encode: async (row) => ({ count: 1, row }),
    search: async ({ row }, k) => {
      const top = collectTopK(1, k);
      const text = texts[querySide(direction)][row]!;
      for (const other of found[row]!) {
        // The left text is the first, whoever asks.
        const [one, two] = direction === 'left-right' ? [text, others[other]!] : [others[other]!, text];
        top.offer(0, await network.score(one, [two]), 0, 1, 1, other);
      }
      return top.finish();
    },
    close: () => network.close(),
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

/** Candidate rows of the best scores of every query. */
function bestAnswers({ rows, columns, data }: Matrix, direction: Direction, depth: number): Int32Array[] {
  const [queries, candidates] = direction === 'left-right' ? [rows, columns] : [columns, rows];
  const [step, stride] = direction === 'left-right' ? [columns, 1] : [1, columns];
  return Array.from({ length: queries }, (_, query) => {
    const top = collectTopK(1, Math.min(depth, candidates));
    top.offer(0, data, query * step, stride, candidates, 0);
    const { rows: found, scores } = top.finish();
    return found.filter((row, i) => row >= 0 && scores[i] !== Number.NEGATIVE_INFINITY);
  });
}
