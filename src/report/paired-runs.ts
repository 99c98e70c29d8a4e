import { type PairedDifference, type PairedSeries, pairedDifference } from '../statistics/paired.ts';
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

/** No flips: the p of such a difference is not used. */
const untested = { flips: 0 };

/**
 * Model − baseline over the queries of all pairs, which must be the same ones, with its interval over families; `tested` tells whether its p will be
 * used. `undefined` when a run lacks a value, or for a median, whose differences are no sum over families.
 */
export function runDifference(
  { terms, average }: AccuracyStatistic,
  pairs: readonly RunPair[],
  tested: boolean,
): PairedDifference | undefined {
  const asked = [...new Set(terms.map(({ direction }) => direction))];
  const series = pairs.flatMap(({ model, baseline }) =>
    asked.flatMap((direction): PairedSeries[] => {
      const [own, other] = [model.perQuery[direction], baseline.perQuery[direction]];
      if (own.rows.length !== other.rows.length || own.rows.some((row, query) => row !== other.rows[query])) {
        throw new Error(`internal: seed ${model.seed} tested two models on other queries`);
      }
      const [first, second] = [own, other].map((values) => valuesOf(terms, values, direction));
      if (first === undefined || second === undefined) return [];
      return [{ first, second, units: own.units, weight: 1 / pairs.length }];
    }),
  );
  if (average !== 'mean' || series.length !== pairs.length * asked.length) return undefined;
  return pairedDifference(series, { seed: resamplingSeed, ...(tested ? {} : untested) });
}
