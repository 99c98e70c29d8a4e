import { holm } from '../statistics/holm.ts';
import { type PairedSeries, pairedDifference } from '../statistics/paired.ts';
import { tInterval } from '../statistics/t-interval.ts';
import type { Figure } from '../types.ts';
import { resamplingSeed } from './accuracy-figures.ts';
import { type AccuracyRun, keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { type AccuracyStatistic, accuracyStatistics } from './accuracy-statistics.ts';

/** The metric that families are compared by: fixed before any result is seen. */
export const decisionMetric = 'MRR';

/** Two models on the same split with the same seed, cut down to the queries that both have. */
interface RunPair {
  readonly seed: number;
  readonly model: AccuracyRun;
  readonly baseline: AccuracyRun;
}

/**
 * Differences of every other model to the baseline model on one data set, on the same queries with the same seeds:
 * `… difference` (model − baseline; a seed each, and `all`) with an interval by resampling whole families, and for `all` also
 * `… difference over seeds` (t-interval of the spread), `… difference p` (two-sided, paired randomisation of whole families),
 * `… difference detectable` (smallest true difference found in 80 % of cases), and for MRR `… difference p Holm`
 * (corrected for all models and both directions).
 */
export function differenceFigures(models: readonly ModelRuns[], baselineName: string): Figure[] {
  const baseline = models.find(({ model }) => model === baselineName);
  if (baseline === undefined) return [];
  const figures = models
    .filter((model) => model !== baseline)
    .flatMap((model) => {
      const pairs = pairRuns(model, baseline);
      return pairs.length === 0 ? [] : accuracyStatistics.flatMap((statistic) => differencesOf(statistic, model, pairs));
    });
  const tested = figures.filter(({ metric }) => metric === `${decisionMetric} difference p`);
  const corrected = holm(tested.map(({ value }) => value));
  const holmFigures = tested.map((figure, i) => ({
    ...figure,
    metric: `${decisionMetric} difference p Holm`,
    value: corrected[i]!,
  }));
  return [...figures, ...holmFigures];
}

const pairRuns = (model: ModelRuns, baseline: ModelRuns): RunPair[] =>
  model.runs.flatMap((run) => {
    const other = baseline.runs.find(({ seed, split }) => seed === run.seed && split === run.split);
    return other === undefined ? [] : [{ seed: run.seed, model: run, baseline: other }];
  });

function differencesOf(statistic: AccuracyStatistic, model: ModelRuns, pairs: readonly RunPair[]): Figure[] {
  const { direction, unit } = statistic;
  const metric = `${statistic.metric} difference`;
  const options = { seed: resamplingSeed };
  const perSeed = pairs.map((pair): Figure => {
    const { value, interval, units } = pairedDifference(pairedSeries(statistic, [pair]), options);
    const { device, leftCount, rightCount } = pair.model.figures[0] ?? {};
    const key = {
      model: model.model,
      dataset: model.dataset,
      split: pair.model.split,
      seed: pair.seed,
      device,
      leftCount,
      rightCount,
    };
    return { ...key, direction, metric, unit, value, ciLow: interval?.low, ciHigh: interval?.high, samples: units };
  });
  const { value, interval, units, p, minimumDetectable } = pairedDifference(pairedSeries(statistic, pairs), options);
  const key = { ...keyOverSeeds({ ...model, runs: pairs.map((pair) => pair.model) }), direction };
  const spread = tInterval(perSeed.map((figure) => figure.value))!;
  return [
    ...perSeed,
    { ...key, metric, unit, value, ciLow: interval?.low, ciHigh: interval?.high, samples: units },
    { ...key, metric: `${metric} p`, unit: 'probability', value: p, samples: units },
    ...(minimumDetectable === undefined
      ? []
      : [{ ...key, metric: `${metric} detectable`, unit, value: minimumDetectable, samples: units }]),
    ...(spread.interval === undefined
      ? []
      : [
          {
            ...key,
            metric: `${metric} over seeds`,
            unit,
            value: spread.value,
            ciLow: spread.interval.low,
            ciHigh: spread.interval.high,
            samples: spread.count,
          },
        ]),
  ];
}

/** Series of both models over the queries that both answered; those are all of them unless a cell comes from another version. */
const pairedSeries = ({ parts }: AccuracyStatistic, pairs: readonly RunPair[]): PairedSeries[] =>
  pairs.flatMap((pair) =>
    parts.map(({ direction, weight, of }): PairedSeries => {
      const first = pair.model.perQuery[direction];
      const second = pair.baseline.perQuery[direction];
      if (first.rows.length !== second.rows.length || first.rows.some((row, query) => row !== second.rows[query])) {
        throw new Error(`internal: seed ${pair.seed} tested two models on other queries`);
      }
      return { first: of(first), second: of(second), units: pair.model.units[direction], weight: weight / pairs.length };
    }),
  );
