import { metricsOver } from '../metrics/metrics-over.ts';
import type { Figure } from '../record.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { type AccuracyRun, keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { accuracyStatistics, nearEstimate, pairEstimate, statisticEstimate } from './accuracy-statistics.ts';
import { overFamilies, overSeeds } from './derived-names.ts';
import { select } from './figure-lookup.ts';
import { type NearMetricName, nearMetrics } from './near-metrics.ts';

const bounds = (interval: Interval | undefined): Pick<Figure, 'ciLow' | 'ciHigh'> => ({
  ciLow: interval?.low,
  ciHigh: interval?.high,
});

const estimated = ({
  value,
  interval,
  units,
}: Omit<Estimate, 'queries'>): Pick<Figure, 'value' | 'ciLow' | 'ciHigh' | 'samples'> => ({
  value,
  ...bounds(interval),
  samples: units,
});

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
const figuresOfSeed = (run: AccuracyRun): Figure[] =>
  run.figures.map((figure) => {
    const found = estimateOf(figure, [run]);
    return found === undefined ? figure : { ...figure, ...bounds(found.interval), samples: found.units };
  });

const estimateOf = (figure: Figure, runs: readonly AccuracyRun[]): Omit<Estimate, 'queries'> | undefined => {
  const statistic = statisticOf(figure);
  if (statistic !== undefined) return statisticEstimate(statistic, runs);
  const { metric, direction, value } = figure;
  if (isNear(metric)) return direction === undefined ? undefined : nearEstimate(metric, direction, value, runs);
  return metricsOver('pairs').some(([name]) => name === metric) ? pairEstimate(metric, value, runs) : undefined;
};

const isNear = (metric: string): metric is NearMetricName => Object.hasOwn(nearMetrics, metric);

const statisticOf = (figure: Figure) =>
  accuracyStatistics.find(({ metric, direction }) => metric === figure.metric && direction === figure.direction);

/** Of every figure that all seeds have. */
function figuresOverSeeds(model: ModelRuns, perSeed: readonly (readonly Figure[])[]): Figure[] {
  const key = keyOverSeeds(model);
  return (perSeed[0] ?? []).flatMap((first): Figure[] => {
    const { metric, unit, direction } = first;
    const values = perSeed.flatMap((figures) => select(figures, { metric, direction }).map(({ value }) => value));
    if (values.length !== perSeed.length) return [];
    const { value, interval, count } = tInterval(values)!;
    const row = { ...key, direction, unit, metric, value };
    const statistic = statisticOf(first);
    const families = statistic?.average === 'mean' ? statisticEstimate(statistic, model.runs, 'units') : undefined;
    const found = estimateOf({ ...first, value }, model.runs);
    return [
      found === undefined ? row : { ...row, ...estimated(found) },
      ...(families === undefined ? [] : [{ ...row, metric: overFamilies(metric), ...estimated(families) }]),
      ...(count < 2 ? [] : [{ ...row, metric: overSeeds(metric), ...bounds(interval), samples: count }]),
    ];
  });
}
