import { join } from 'node:path';
import { z } from 'zod';
import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { formatCount, formatCounted } from '../../decision/quantities.ts';
import { UserError } from '../../errors.ts';
import { countTokens, openCrossEncoder, openTextBackbone } from '../../features/backbone.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import { directions } from '../../report/figures/per-query.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import type { DatasetPart, Device, Matrix, ModelManifest, Side } from '../../types.ts';
import type { CellContext, CellRun, TrainingKey } from '../cell.ts';
import { mostOperations, type TextModel, textsOf } from '../reading/text-models.ts';
import { requireUnchanged } from '../running/unchanged-files.ts';
import { cosines } from './cosines.ts';
import { bestPairs, candidatePairs, reranked, together } from './reranked.ts';
import { type TestScores, writeScores } from './scores-file.ts';
import { trainedElsewhere } from './trained-elsewhere.ts';

export interface TextScoresCell extends TextModel {
  /** Where the scores go, relative to OUT. */
  readonly scores: string;
  /** The model folder of the baseline relative to OUT, whose best answers a cross-encoder reorders where all pairs are too many. */
  readonly baseline: string;
  readonly threads: number;
  readonly device: Device;
}

/** Scores the pairs of the test part by a network that reads their texts. */
export const run: CellRun<TextScoresCell, TrainingKey> = async ({ key, settings: cell }, context) => {
  const { name, folder, files, counted, device } = cell;
  await requireUnchanged(Object.entries(files).map(([path, sha256]) => ({ path: join(folder, path), sha256 })));
  const place = context.dataset(key.dataset);
  const part = takePart(await loadDataset(place), key.split, 'test');
  const texts = { left: textsOf(part.left, place), right: textsOf(part.right, place) };
  const lengths = { left: await countTokens(folder, texts.left), right: await countTokens(folder, texts.right) };
  const { scores, asked, over, depth, width } =
    cell.kind === 'bi-encoder'
      ? await byBiEncoder(cell, texts, context.progress)
      : await byCrossEncoder(cell, part, texts, lengths, context);
  await writeScores(context.output(cell.scores), { scores, asked });
  const manifest = manifestOf(cell, lengths, over, width);
  return {
    figures: [{ ...key, device, metric: 'parameters', unit: 'parameters', value: counted.parameters }],
    warnings: [trainedElsewhere(name)],
    details: { manifest, over, depth },
  };
};

/** Which pairs a network has scored: what the cell hands on. */
export const scoredPairs = z.object({
  details: z.object({
    /** In words. */
    over: z.string(),
    /** Answers of the baseline that were read for a query; left out where that is all pairs. */
    depth: z.int().positive().optional(),
  }),
});

type ScoredPairs = z.output<typeof scoredPairs>['details'];

interface Scored extends TestScores, ScoredPairs {
  /** Of an embedding, where there is one. */
  readonly width?: number;
}

type Texts = Readonly<Record<Side, readonly string[]>>;
type Lengths = Readonly<Record<Side, readonly number[]>>;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

async function byBiEncoder(
  { folder, threads }: TextScoresCell,
  texts: Texts,
  progress: (share: number, what: string) => void,
): Promise<Scored> {
  const backbone = await openTextBackbone(folder, { threads });
  const total = texts.left.length + texts.right.length;
  const encode = (side: Side, before: number) =>
    backbone.encode(texts[side], { onProgress: (done) => progress((before + done) / total, 'encoding texts') });
  const [left, right] = [await encode('left', 0), await encode('right', texts.left.length)];
  await backbone.close();
  return { scores: cosines(left, right), over: 'all pairs', width: left.columns };
}

/** All pairs, or the best of the baseline for every query where those would be too many: a query of either direction has its own. The left text is the first. */
async function byCrossEncoder(
  { name, folder, counted, depth, baseline, threads, device }: TextScoresCell,
  part: DatasetPart,
  texts: Texts,
  lengths: Lengths,
  context: CellContext,
): Promise<Scored> {
  const [rows, columns] = [texts.left.length, texts.right.length];
  // Both texts and three marks: each length has two of its own.
  const operations = (pairs: number, left: number, right: number): number => counted.operations * (left + right - pairs);
  const all = operations(rows * columns, columns * sum(lengths.left), rows * sum(lengths.right));
  const first = withoutExcluded(
    await scoreMatrix(context.input(baseline), part.left.features, part.right.features, { threads, device }),
    part.exclude,
  );
  const isCascade = all > mostOperations;
  const best = isCascade ? directions.map((direction) => bestPairs(first, depth!, direction)) : undefined;
  const pairs = best === undefined ? candidatePairs(first) : together(...best);
  const columnsOf = (pair: number): number => pair % columns;
  const rowOf = (pair: number): number => Math.floor(pair / columns);
  const chosen = [...pairs];
  const needed = operations(
    chosen.length,
    sum(chosen.map((pair) => lengths.left[rowOf(pair)]!)),
    sum(chosen.map((pair) => lengths.right[columnsOf(pair)]!)),
  );
  if (needed > mostOperations)
    throw new UserError(
      'input',
      `${name} would need ${formatCounted(needed, 'operation')} for the ${formatCounted(chosen.length, 'pair that is', 'pairs that are')} among the best ${depth} of the baseline for a query of either direction, of ${formatCount(rows)} × ${formatCount(columns)} texts; ${formatCount(mostOperations)} are the most`,
      { place: folder, remedy: 'Lower its depth, or use a data set with fewer items in a test part.' },
    );
  const network = await openCrossEncoder(folder, { threads });
  const scores = new Float32Array(chosen.length);
  for (let start = 0; start < chosen.length; ) {
    const row = rowOf(chosen[start]!);
    let end = start;
    while (end < chosen.length && rowOf(chosen[end]!) === row) end++;
    const others = chosen.slice(start, end).map((pair) => texts.right[columnsOf(pair)]!);
    scores.set(await network.score(texts.left[row]!, others), start);
    start = end;
    context.progress(start / chosen.length, `${start} of ${formatCounted(chosen.length, 'pair')}`);
  }
  await network.close();
  if (best === undefined) return { scores: reranked(first, pairs, scores), over: 'all pairs' };
  const scoreOf = new Map(chosen.map((pair, i) => [pair, scores[i]!]));
  const answering = (own: Uint32Array): Matrix =>
    reranked(
      first,
      own,
      Float32Array.from(own, (pair) => scoreOf.get(pair)!),
    );
  const [leftRight, rightLeft] = best.map(answering) as [Matrix, Matrix];
  return {
    scores: reranked(first, pairs, scores),
    asked: { 'left-right': leftRight, 'right-left': rightLeft },
    over: `the best ${depth} of the baseline for every query`,
    depth,
  };
}

/** What tables say of a text model: operations of the mean text or pair, with nothing cached but what a bi-encoder can. */
function manifestOf(
  { name, kind, counted }: TextScoresCell,
  lengths: Lengths,
  over: string,
  width: number | undefined,
): ModelManifest {
  const none = { operations: 0, bytes: 0 };
  const of = (tokens: number) => ({ operations: Math.round(tokens * counted.operations), bytes: 4 * counted.parameters });
  const [left, right] = [of(mean(lengths.left)), of(mean(lengths.right))];
  // What goes in are tokens, as many as the longest text has; a cross-encoder can keep nothing else.
  const tokens = (side: Side) => ({ name: side, shape: [Math.max(...lengths[side])] });
  const side = (of: Side) => ({
    inputs: [tokens(of)],
    cached: [{ name: `${of}_cached_0`, shape: width === undefined ? tokens(of).shape : [width] }],
  });
  const about = { name, left: side('left'), right: side('right'), parameters: counted.parameters };
  if (kind === 'cross-encoder') {
    const pair = of(mean(lengths.left) + mean(lengths.right) - 1);
    const work = { left: none, right: none, interaction: pair, pair };
    return { ...about, family: 'early fusion', summary: `text cross-encoder from a folder, ${over}`, work };
  }
  const product = { operations: 2 * width!, bytes: 4 * (2 * width! + 1) };
  const pair = {
    operations: left.operations + right.operations + product.operations,
    bytes: left.bytes + right.bytes + product.bytes,
  };
  const work = { left, right, interaction: product, pair };
  return { ...about, family: 'dual tower', summary: 'text bi-encoder from a folder, cosine', work };
}
