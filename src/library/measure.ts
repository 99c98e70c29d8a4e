import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takePart } from '../dataset/part.ts';
import { writeSafetensors } from '../files/safetensors.ts';
import { measureLatency } from '../measuring/latency.ts';
import { featureTensors } from '../retrieval/features-file.ts';
import { openScorer } from '../retrieval/open.ts';
import { percentile } from '../statistics/percentile.ts';
import { mean } from '../statistics/summary.ts';
import type { Dataset, PhaseCost, Side, Warning } from '../types.ts';

/** Which model to time, by which scorer, and how long. */
export interface MeasureOptions {
  readonly dataset: Dataset;
  /** Default: the first split; its test items ask and answer. */
  readonly split?: string;
  /** A folder that `train` or a run exported. */
  readonly model: string;
  /** As `matchbench list scorers` prints them. Default: `exhaustive-factorised`, which any model has. */
  readonly scorer?: string;
  /** Knobs of the scorer: efSearch, nprobe, ... */
  readonly settings?: Readonly<Record<string, number>>;
  /** Which side asks. Default: left. */
  readonly queries?: Side;
  /** Answers wanted. Default: 10. */
  readonly k?: number;
  /** Single queries to time. Default: 700; a p99 needs 662. */
  readonly count?: number;
  /** The series ends after this time, with fewer queries. Default: 20. */
  readonly maximumSeconds?: number;
  /** Default: 1. */
  readonly threads?: number;
}

/** One series of single-query times, in ms. Percentiles are left out where there are too few samples for them. */
export interface Timing {
  readonly samplesMs: readonly number[];
  readonly meanMs: number;
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p99Ms?: number;
}

/** What single queries took among so many candidates. */
export interface Measurement {
  readonly candidates: number;
  /** `encode`, `search`, `end to end`, and stages of a search that the scorer tells apart. */
  readonly timings: Readonly<Record<string, Timing>>;
  /** What opening cost once: loading, encoding candidates, building an index. */
  readonly opening: readonly PhaseCost[];
  readonly warnings: readonly Warning[];
}

/**
 * Times single queries, one after the other, on this machine, after a warm-up, in this process: for comparisons run a suite, which starts a fresh process for
 * each. Throws a `UserError` for an unknown scorer or setting, a model that the scorer cannot serve, or a library that is missing.
 *
 * @example
 * const { timings } = await measure({ dataset, model: trained.folder, scorer: 'exact' });
 * console.log(timings['end to end']?.p50Ms);
 */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const {
    dataset,
    model,
    scorer: kind = 'exhaustive-factorised',
    settings = {},
    queries = 'left',
    k = 10,
    threads = 1,
  } = options;
  const part = takePart(dataset, options.split ?? dataset.splits[0]!.name, 'test');
  const asked = queries === 'left' ? part.right : part.left;
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-measure-'));
  try {
    const candidates = join(folder, 'candidates.safetensors');
    await writeSafetensors(candidates, featureTensors(asked.features));
    const scorer = await openScorer({ kind, modelDir: model, queries, candidates, device: 'cpu', threads, settings });
    try {
      const bounds = { minimumMs: 0, minimumCount: options.count ?? 700, maximumMs: 1_000 * (options.maximumSeconds ?? 20) };
      const { samples, warnings } = await measureLatency(scorer, part[queries].features, { k, ...bounds }, {});
      return {
        candidates: scorer.candidateCount,
        timings: Object.fromEntries(samples.map(({ name, values }) => [name, timingOf(values)])),
        opening: scorer.opening,
        warnings: [...scorer.warnings, ...warnings],
      };
    } finally {
      await scorer.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const timingOf = (samplesMs: readonly number[]): Timing => ({
  samplesMs,
  meanMs: mean(samplesMs)!,
  p50Ms: percentile(samplesMs, 50),
  p90Ms: percentile(samplesMs, 90),
  p99Ms: percentile(samplesMs, 99),
});
