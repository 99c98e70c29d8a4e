import {
  exchangeTest,
  type PairedEstimate,
  type PairedSeries,
  pairedDifference,
  pairedEstimate,
} from '../../statistics/paired.ts';
import type { AccuracyRun, ModelRuns } from './accuracy-runs.ts';
import { type AccuracyStatistic, resamplingSeed, valuesOf } from './accuracy-statistics.ts';

/** Two models on the same split with the same seed. */
export interface RunPair {
  readonly model: AccuracyRun;
  readonly baseline: AccuracyRun;
}

export const pairRuns = (model: ModelRuns, baseline: ModelRuns): RunPair[] =>
  model.runs.flatMap((run) => {
    const other = baseline.runs.find(({ seed, split }) => seed === run.seed && split === run.split);
    return other === undefined ? [] : [{ model: run, baseline: other }];
  });

/** A difference, and its p where it was tested. */
export type RunDifference = PairedEstimate & { readonly p?: number };

/**
 * What is asked of a difference, each with what stands before it: its `interval` over families, the smallest one that would have been `detectable`, and its `p`.
 * What is not asked is left out: it takes time.
 */
export type Asked = 'interval' | 'detectable' | 'p';

/** Model − baseline over the queries of all pairs, with its interval over families; `undefined` as for `runSeries`. */
export function runDifference(statistic: AccuracyStatistic, pairs: readonly RunPair[], asked: Asked): RunDifference | undefined {
  const series = runSeries(statistic, pairs);
  if (series === undefined) return undefined;
  const found = pairedEstimate(series, { seed: resamplingSeed, error: asked !== 'interval' });
  return asked === 'p' ? { ...found, p: exchangeTest(series, { seed: resamplingSeed }) } : found;
}

/** The same of each pair alone, without intervals: a spread over seeds. */
export const differencesByPair = (statistic: AccuracyStatistic, pairs: readonly RunPair[]): number[] =>
  pairs.flatMap((pair) => {
    const series = runSeries(statistic, [pair]);
    return series === undefined ? [] : [pairedDifference(series)];
  });

/**
 * Model and baseline on the queries of all pairs, which must be the same ones. `undefined` when a run lacks a value, or for a median, whose differences are no
 * sum over families.
 */
export function runSeries({ terms, average }: AccuracyStatistic, pairs: readonly RunPair[]): PairedSeries[] | undefined {
  if (average !== 'mean') return undefined;
  const asked = [...new Set(terms.map(({ direction }) => direction))];
  const series = pairs.flatMap(({ model, baseline }) =>
    asked.flatMap((direction): PairedSeries[] => {
      const [own, other] = [model.perQuery[direction], baseline.perQuery[direction]];
      if (!sameRows(own.rows, other.rows)) throw new Error(`internal: seed ${model.seed} tested two models on other queries`);
      const [first, second] = [own, other].map((values) => valuesOf(terms, values, direction));
      if (first === undefined || second === undefined) return [];
      return [{ first, second, units: own.units, weight: 1 / pairs.length }];
    }),
  );
  return series.length === pairs.length * asked.length ? series : undefined;
}

function sameRows(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let query = 0; query < a.length; query++) if (a[query] !== b[query]) return false;
  return true;
}
