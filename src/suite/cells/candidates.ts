import { join } from 'node:path';
import { counted } from '../../counted.ts';
import { loadDataset } from '../../dataset/load.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { measureLatency } from '../../measuring/latency.ts';
import type { Figure, SampleSeries } from '../../record.ts';
import { featureTensors, readFeatures } from '../../retrieval/features-file.ts';
import { openScorer } from '../../retrieval/open.ts';
import type { Features, ScorerSpec, Warning } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';
import { isBuilt, openingWithBuild, sizeSet } from './built-index.ts';
import { distinctWarnings } from './distinct-warnings.ts';
import { indexRecall } from './index-agreement.ts';
import { bounds } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';
import { openingFigures } from './opening-figures.ts';
import { ofCount, type ServingCell, specOf } from './serving.ts';
import { meetingSize, realCandidates, type Sized, shuffled, tooLittleMemory } from './size-sources.ts';

export interface CandidatesCell extends ServingCell, Sized {
  readonly queries: number;
  /** The most that the series at one size may take. */
  readonly maximumSeconds: number;
}

/** Recall on drawn and on real items of one number may differ by this much. */
const toleratedDifference = 0.02;

/** Where candidates and queries of one size come from. */
interface Source {
  readonly dataset: string;
  readonly spec: ScorerSpec;
  readonly queries: Features;
}

/**
 * Latency of single queries at growing numbers of candidates: real items of all parts as far as they go, then items drawn from a density fitted to them, which
 * say what things cost and nothing of quality. An index is trusted beyond the real items only where, at the largest real size, its recall on drawn items is
 * that on real ones.
 */
export const run: CellRun<CandidatesCell, TrainingKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { dataset: name, model, seed } = key;
  const { direction } = cell;
  const dataset = await loadDataset(context.dataset(name));
  const realQueries = join(context.scratch, 'real-queries.safetensors');
  await writeSafetensors(realQueries, featureTensors(shuffled(dataset[querySide(direction)])));
  const realCount = dataset[candidateSide(direction)].items.length;
  const asked = Math.min(cell.queries, dataset[querySide(direction)].items.length);
  const real = {
    dataset: name,
    candidates: await realCandidates(dataset, direction, context),
    queries: await readFeatures(realQueries, asked),
  };
  const drawn = cell.synthetic && {
    dataset: `${name}+synthetic`,
    candidates: context.input(cell.synthetic.candidates),
    queries: await readFeatures(context.input(cell.synthetic.queries), asked),
  };

  const samples: SampleSeries[] = [];
  const figures: Figure[] = [];
  const warnings: Warning[] = [];
  const sourceOf = (files: typeof real, size: number): Source => {
    const spec = specOf(cell, context, files.candidates, direction, sizeSet(files === drawn, size));
    return { dataset: files.dataset, queries: files.queries, spec: ofCount(spec, size) };
  };
  for (const [i, size] of cell.sizes.entries()) {
    context.progress(i / cell.sizes.length, counted(size, 'candidate'));
    const files = size <= realCount ? real : drawn;
    const set = sizeSet(files === drawn, size);
    const missing =
      files === undefined
        ? nothingDrawn(size, realCount)
        : (tooLittleMemory(size, files.queries.global.columns) ?? (isBuilt(cell, context, set) ? undefined : notBuilt(size)));
    if (files === undefined || missing !== undefined) {
      warnings.push(missing!);
      continue;
    }
    const { spec, queries, dataset: source } = sourceOf(files, size);
    const counts = direction === 'left-right' ? { leftCount: asked, rightCount: size } : { leftCount: size, rightCount: asked };
    const scorer = cell.label ?? cell.scorer;
    const figureKey = { model, scorer, direction, dataset: source, seed, device: cell.device, ...counts };
    const opened = await openScorer(spec);
    const latency = await measureLatency(opened, queries, { k: cell.k, ...bounds(cell) }, figureKey);
    await opened.close();
    samples.push(...latency.samples);
    figures.push(...openingFigures(openingWithBuild(opened.opening, cell, context, set), figureKey));
    warnings.push(...opened.warnings, ...latency.warnings);
  }

  const meeting = meetingSize(cell.sizes, realCount);
  if (
    drawn !== undefined &&
    meeting !== undefined &&
    cell.sizes.at(-1)! > realCount &&
    isBuilt(cell, context, sizeSet(true, meeting))
  ) {
    for (const { dataset: source, value, index } of await indexRecall(
      [sourceOf(real, meeting), sourceOf(drawn, meeting)],
      cell.k,
    )) {
      const counts =
        direction === 'left-right' ? { leftCount: asked, rightCount: meeting } : { leftCount: meeting, rightCount: asked };
      const figureKey = { model, scorer: cell.label ?? index, direction, dataset: source, seed, device: cell.device, ...counts };
      figures.push({ ...figureKey, metric: `index recall@${cell.k}`, unit: 'fraction', value });
    }
    const recalls = figures.filter(({ metric }) => metric.startsWith('index recall@')).map(({ value }) => value);
    if (recalls.length === 2 && Math.abs(recalls[0]! - recalls[1]!) > toleratedDifference) {
      warnings.push(unlikeReal(recalls[0]!, recalls[1]!, meeting));
    }
  }
  const details = { threads: cell.threads, realCandidates: realCount };
  return { figures, samples, warnings: distinctWarnings(warnings), details };
});

const nothingDrawn = (size: number, realCount: number): Warning => ({
  code: 'too-few-items',
  message: `There are ${counted(realCount, 'item')}, and token features are not drawn from a density: ${counted(size, 'candidate was', 'candidates were')} left out.`,
  remedy: 'Leave the size out of serving.sizes, or use a larger data set.',
});

const notBuilt = (size: number): Warning => ({
  code: 'too-little-memory',
  message: `There was too little memory to build the index over ${counted(size, 'candidate')}: this size was left out.`,
  remedy: 'Use a machine with more memory, or leave the size out of serving.sizes.',
});

const unlikeReal = (real: number, drawn: number, size: number): Warning => ({
  code: 'synthetic-index',
  message:
    `Among ${counted(size, 'candidate')} the index finds ${real.toFixed(3)} of the exact best on real items and ${drawn.toFixed(3)} on drawn ones: ` +
    'its rows beyond the real items are not valid.',
  remedy: 'Do not read this index beyond the real items.',
});
