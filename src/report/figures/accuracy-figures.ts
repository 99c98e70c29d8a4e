import { metricsOver } from '../../metrics/metrics-over.ts';
import type { Figure } from '../../record.ts';
import { clusterBootstrapMedian, clusterBootstraps, type Estimate } from '../../statistics/bootstrap.ts';
import { tInterval } from '../../statistics/t-interval.ts';
import type { Series } from '../../statistics/unit-sums.ts';
import { type AccuracyRun, keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import {
  accuracyStatistics,
  nearEstimate,
  nearSeries,
  pairEstimate,
  resamplingSeed,
  statisticSeries,
} from './accuracy-statistics.ts';
import { overFamilies, overSeeds } from './derived-names.ts';
import { bounds, estimated } from './estimated.ts';
import { select } from './figure-lookup.ts';
import { type NearMetricName, nearMetrics } from './near-metrics.ts';

/**
 * Accuracy of one model on one data set. `samples` counts families, which 95 % intervals resample, or seeds where they are over seeds.
 *
 * `seed` a number: what that seed scored. `seed` = `all`, over the `seeds` named, of a model that has them all: the mean with its interval over families, and beside it
 * `… over families` (every family counts once; means only) and `… over seeds` (the same mean with the t-interval of the spread over seeds, folds
 * included; needs two seeds). What is kept of no query or family has a mean without interval, and its spread over seeds.
 */
export function accuracyFigures(model: ModelRuns, seeds: readonly number[]): Figure[] {
  const perSeed = model.runs.map(figuresOfSeed);
  const isShared = (_: unknown, run: number): boolean => seeds.includes(model.runs[run]!.seed);
  const shared = { ...model, runs: model.runs.filter(isShared) };
  if (shared.runs.length < seeds.length) return perSeed.flat();
  return [...perSeed.flat(), ...figuresOverSeeds(shared, perSeed.filter(isShared))];
}

/** The point estimates of a cell as they are, with intervals where it keeps what gives one. */
function figuresOfSeed(run: AccuracyRun): Figure[] {
  const found = estimatesOf(run.figures, [run]);
  return run.figures.map((figure, i) => {
    const estimate = found[i];
    return estimate === undefined ? figure : { ...figure, ...bounds(estimate.interval), samples: estimate.units };
  });
}

/** One a figure, `undefined` where there is nothing to resample: means together, because they are about the same queries. */
function estimatesOf(figures: readonly Figure[], runs: readonly AccuracyRun[]): (Omit<Estimate, 'queries'> | undefined)[] {
  const series = figures.map((figure) => meanSeries(figure, runs));
  const known = series.filter((one) => one !== undefined);
  const means = clusterBootstraps(known, { seed: resamplingSeed, error: false });
  return figures.map((figure, i) => (series[i] === undefined ? estimateOf(figure, runs) : means[known.indexOf(series[i])]));
}

/** What a figure is a weighted mean of, where it is one. */
function meanSeries(figure: Figure, runs: readonly AccuracyRun[]): Series[] | undefined {
  const statistic = statisticOf(figure);
  if (statistic !== undefined) return statistic.average === 'mean' ? statisticSeries(statistic, runs) : undefined;
  const { metric, direction } = figure;
  return isNear(metric) && direction !== undefined ? nearSeries(metric, direction, runs) : undefined;
}

/** Of a figure that is no mean. */
function estimateOf(figure: Figure, runs: readonly AccuracyRun[]): Omit<Estimate, 'queries'> | undefined {
  const statistic = statisticOf(figure);
  if (statistic !== undefined) {
    const series = statistic.average === 'median' ? statisticSeries(statistic, runs) : undefined;
    return series === undefined ? undefined : clusterBootstrapMedian(series, { seed: resamplingSeed, error: false });
  }
  const { metric, direction, value } = figure;
  if (isNear(metric)) return direction === undefined ? undefined : nearEstimate(metric, direction, value, runs);
  return metricsOver('pairs').some(([name]) => name === metric) ? pairEstimate(metric, value, runs) : undefined;
}

const isNear = (metric: string): metric is NearMetricName => Object.hasOwn(nearMetrics, metric);

const statisticOf = (figure: Figure) =>
  accuracyStatistics.find(({ metric, direction }) => metric === figure.metric && direction === figure.direction);

/** Of every figure that all seeds have. */
function figuresOverSeeds(model: ModelRuns, perSeed: readonly (readonly Figure[])[]): Figure[] {
  const key = keyOverSeeds(model);
  const shared = (perSeed[0] ?? []).flatMap((first) => {
    const { metric, direction } = first;
    const values = perSeed.flatMap((figures) => select(figures, { metric, direction }).map(({ value }) => value));
    if (values.length !== perSeed.length) return [];
    const spread = tInterval(values)!;
    return [{ figure: { ...first, value: spread.value }, spread }];
  });
  const figures = shared.map(({ figure }) => figure);
  const [found, families] = [estimatesOf(figures, model.runs), familyMeans(figures, model.runs)];
  return shared.flatMap(({ figure: { metric, unit, direction, value }, spread: { interval, count } }, i): Figure[] => {
    const row = { ...key, direction, unit, metric, value };
    const [own, ofFamilies] = [found[i], families[i]];
    return [
      own === undefined ? row : { ...row, ...estimated(own) },
      ...(ofFamilies === undefined ? [] : [{ ...row, metric: overFamilies(metric), ...estimated(ofFamilies) }]),
      ...(count < 2 ? [] : [{ ...row, metric: overSeeds(metric), ...bounds(interval), samples: count }]),
    ];
  });
}

/** Every family counting once: of figures in the table of metrics that are means. */
function familyMeans(figures: readonly Figure[], runs: readonly AccuracyRun[]): (Estimate | undefined)[] {
  const series = figures.map((figure) => (statisticOf(figure) === undefined ? undefined : meanSeries(figure, runs)));
  const known = series.filter((one) => one !== undefined);
  const means = clusterBootstraps(known, { seed: resamplingSeed, weighting: 'units', error: false });
  return series.map((one) => (one === undefined ? undefined : means[known.indexOf(one)]));
}
