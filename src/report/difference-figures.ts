import { holm } from '../statistics/holm.ts';
import { type PairedDifference, type PairedSeries, pairedDifference } from '../statistics/paired.ts';
import { tInterval } from '../statistics/t-interval.ts';
import type { Figure } from '../types.ts';
import { resamplingSeed } from './accuracy-figures.ts';
import { type AccuracyRun, isArm, keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { type AccuracyStatistic, accuracyStatistics } from './accuracy-statistics.ts';

/** The metric that families are compared by: fixed before any result is seen. */
export const decisionMetric = 'MRR';

/** No flips: the p of such a difference is not used. */
const untested = { flips: 0 };

/** Two models on the same split with the same seed. */
interface RunPair {
  readonly model: AccuracyRun;
  readonly baseline: AccuracyRun;
}

/**
 * Differences of every other model to the baseline model on one data set, on the same queries with the same seeds:
 * `… difference` (model − baseline; a seed each, and `all` over the `seeds` named) with an interval by resampling whole families, and for `all` also
 * `… difference over seeds` (t-interval of the spread) and `… difference detectable` (smallest true difference found in 80 % of cases).
 * Only MRR is tested: `MRR difference p` (two-sided, paired randomisation of whole families) and `MRR difference p Holm` (corrected
 * for all models but arms and both directions of the data set).
 */
export function differenceFigures(models: readonly ModelRuns[], baselineName: string, seeds: readonly number[]): Figure[] {
  const baseline = models.find(({ model }) => model === baselineName);
  if (baseline === undefined) return [];
  const figures = models
    .filter((model) => model !== baseline)
    .flatMap((model) => {
      const pairs = pairRuns(model, baseline);
      if (pairs.length === 0) return [];
      const perSeed = pairs.flatMap((pair) => differencesOfSeed(model, pair));
      const isShared = ({ seed }: Pick<Figure, 'seed'>): boolean => typeof seed === 'number' && seeds.includes(seed);
      const shared = pairs.filter((pair) => isShared(pair.model));
      return shared.length === 0 ? perSeed : [...perSeed, ...differencesOverSeeds(model, shared, perSeed.filter(isShared))];
    });
  const tested = figures.filter(({ metric, model }) => metric === `${decisionMetric} difference p` && !isArm(model!));
  const corrected = holm(tested.map(({ value }) => value));
  return [
    ...figures,
    ...tested.map((figure, i) => ({ ...figure, metric: `${decisionMetric} difference p Holm`, value: corrected[i]! })),
  ];
}

const pairRuns = (model: ModelRuns, baseline: ModelRuns): RunPair[] =>
  model.runs.flatMap((run) => {
    const other = baseline.runs.find(({ seed, split }) => seed === run.seed && split === run.split);
    return other === undefined ? [] : [{ model: run, baseline: other }];
  });

/** Seed by seed and not metric by metric, because all metrics of a seed share their resamples. */
function differencesOfSeed({ model, dataset }: ModelRuns, pair: RunPair): Figure[] {
  const { split, seed, figures } = pair.model;
  const { device, leftCount, rightCount } = figures[0] ?? {};
  const key = { model, dataset, split, seed, device, leftCount, rightCount };
  return accuracyStatistics.map((statistic) => ({
    ...key,
    ...named(statistic),
    ...estimated(pairedDifference(pairedSeries(statistic, [pair]), { seed: resamplingSeed, ...untested })),
  }));
}

function differencesOverSeeds(model: ModelRuns, pairs: readonly RunPair[], perSeed: readonly Figure[]): Figure[] {
  const key = keyOverSeeds({ ...model, runs: pairs.map((pair) => pair.model) });
  return accuracyStatistics.flatMap((statistic): Figure[] => {
    const tested = statistic.metric === decisionMetric;
    const difference = pairedDifference(pairedSeries(statistic, pairs), { seed: resamplingSeed, ...(tested ? {} : untested) });
    const { p, minimumDetectable, units: samples } = difference;
    const row = { ...key, ...named(statistic) };
    const ofSeeds = perSeed.filter(({ metric, direction }) => metric === row.metric && direction === row.direction);
    const spread = tInterval(ofSeeds.map(({ value }) => value))!;
    const figures: Figure[] = [{ ...row, ...estimated(difference) }];
    if (tested) figures.push({ ...row, metric: `${row.metric} p`, unit: 'probability', value: p, samples });
    if (minimumDetectable !== undefined) {
      figures.push({ ...row, metric: `${row.metric} detectable`, value: minimumDetectable, samples });
    }
    if (spread.interval !== undefined) {
      const { low: ciLow, high: ciHigh } = spread.interval;
      figures.push({ ...row, metric: `${row.metric} over seeds`, value: spread.value, ciLow, ciHigh, samples: spread.count });
    }
    return figures;
  });
}

const named = ({ metric, unit, direction }: AccuracyStatistic): Pick<Figure, 'metric' | 'unit' | 'direction'> => ({
  metric: `${metric} difference`,
  unit,
  direction,
});

const estimated = ({ value, interval, units }: PairedDifference): Pick<Figure, 'value' | 'ciLow' | 'ciHigh' | 'samples'> => ({
  value,
  ciLow: interval?.low,
  ciHigh: interval?.high,
  samples: units,
});

/** Series of both models over the queries of every seed, which must be the same ones. */
const pairedSeries = ({ parts }: AccuracyStatistic, pairs: readonly RunPair[]): PairedSeries[] =>
  pairs.flatMap(({ model, baseline }) =>
    parts.map(({ direction, weight, of }): PairedSeries => {
      const [first, second] = [model.perQuery[direction], baseline.perQuery[direction]];
      if (first.rows.length !== second.rows.length || first.rows.some((row, query) => row !== second.rows[query])) {
        throw new Error(`internal: seed ${model.seed} tested two models on other queries`);
      }
      return { first: of(first), second: of(second), units: model.perQuery[direction].units, weight: weight / pairs.length };
    }),
  );
