import { clusterBootstrap, clusterBootstrapMedian, type Estimate } from '../statistics/bootstrap.ts';
import type { Interval } from '../statistics/interval.ts';
import { tInterval } from '../statistics/t-interval.ts';
import type { Figure } from '../types.ts';
import { type AccuracyRun, keyOverSeeds, type ModelRuns } from './accuracy-runs.ts';
import { accuracyStatistics, seriesOf } from './accuracy-statistics.ts';
import { select } from './figure-lookup.ts';
import { directions } from './per-query.ts';

/** Intervals are random only in this number, so that a report of the same record has the same bytes. */
export const resamplingSeed = 1;

const bounds = (interval: Interval | undefined): Pick<Figure, 'ciLow' | 'ciHigh'> => ({
  ciLow: interval?.low,
  ciHigh: interval?.high,
});

const estimated = ({ value, interval, units }: Estimate): Pick<Figure, 'value' | 'ciLow' | 'ciHigh' | 'samples'> => ({
  value,
  ...bounds(interval),
  samples: units,
});

/** Metrics of a seed over all pairs at once, without an interval of their own. */
const pairMetrics: readonly string[] = ['AUC', 'AP'];

/**
 * Accuracy of one model on one data set.
 *
 * `seed` a number: what that seed scored, 95 % interval by resampling whole families. `seed` = `all`, over the `seeds` named: the mean with
 * the same interval, and beside it `… over families` (every family counts once) and `… over seeds` (the same mean with the t-interval
 * of the spread over seeds, folds included; needs two seeds). What is no mean over queries (medR, AUC, AP) has the t-interval in both.
 */
export function accuracyFigures(model: ModelRuns, seeds: readonly number[]): Figure[] {
  const perSeed = model.runs.map(figuresOfSeed);
  const isShared = (_: unknown, run: number): boolean => seeds.includes(model.runs[run]!.seed);
  const shared = { ...model, runs: model.runs.filter(isShared) };
  const overall =
    shared.runs.length === 0 ? [] : [...figuresOverUnits(shared), ...figuresOverSeeds(shared, perSeed.filter(isShared))];
  return [...perSeed.flat(), ...overall];
}

/** The point estimates of a cell as they are, with intervals where the per-query values give one. */
function figuresOfSeed(run: AccuracyRun): Figure[] {
  return run.figures.map((figure) => {
    const options = { seed: resamplingSeed };
    const statistic = accuracyStatistics.find(
      ({ metric, direction }) => metric === figure.metric && direction === figure.direction,
    );
    if (statistic !== undefined) {
      const { interval, units } = clusterBootstrap(seriesOf(statistic, [run]), options);
      return { ...figure, ...bounds(interval), samples: units };
    }
    if (figure.metric === 'medR' && figure.direction !== undefined) {
      const { firstRank } = run.perQuery[figure.direction];
      const estimate = clusterBootstrapMedian(firstRank, run.perQuery[figure.direction].units, options);
      return { ...figure, ...bounds(estimate.interval), samples: estimate.units };
    }
    return pairMetrics.includes(figure.metric) ? { ...figure, samples: familiesOf(run) } : figure;
  });
}

const familiesOf = ({ perQuery }: AccuracyRun): number =>
  new Set(directions.flatMap((direction) => [...perQuery[direction].units])).size;

function figuresOverUnits(model: ModelRuns): Figure[] {
  const key = keyOverSeeds(model);
  return accuracyStatistics.flatMap((statistic): Figure[] => {
    const { metric, unit, direction } = statistic;
    const series = seriesOf(statistic, model.runs);
    const [overQueries, overFamilies] = (['queries', 'units'] as const).map((weighting) =>
      clusterBootstrap(series, { seed: resamplingSeed, weighting }),
    );
    return [
      { ...key, direction, metric, unit, ...estimated(overQueries!) },
      { ...key, direction, metric: `${metric} over families`, unit, ...estimated(overFamilies!) },
    ];
  });
}

/** Mean and spread over seeds of every figure that all seeds have; the mean itself only for what has no mean over queries. */
function figuresOverSeeds(model: ModelRuns, perSeed: readonly (readonly Figure[])[]): Figure[] {
  const key = keyOverSeeds(model);
  return (perSeed[0] ?? []).flatMap((first): Figure[] => {
    const { metric, unit, direction } = first;
    const values = perSeed.flatMap((figures) => select(figures, { metric, direction }).map(({ value }) => value));
    if (values.length !== perSeed.length) return [];
    const { value, interval, count } = tInterval(values)!;
    const spread = { ...key, direction, unit, value, ...bounds(interval), samples: count };
    const resampled = accuracyStatistics.some((statistic) => statistic.metric === metric && statistic.direction === direction);
    return [...(resampled ? [] : [{ ...spread, metric }]), ...(count < 2 ? [] : [{ ...spread, metric: `${metric} over seeds` }])];
  });
}
