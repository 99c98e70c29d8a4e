import type { Series } from '../statistics/unit-sums.ts';
import type { Direction } from '../types.ts';
import type { AccuracyRun } from './accuracy-runs.ts';
import { type DirectionValues, directions, queryMetrics, recalls } from './per-query.ts';

/** A metric that is a weighted sum of means over queries, so that whole families can be resampled. */
export interface AccuracyStatistic {
  readonly metric: string;
  readonly unit: string;
  /** Left out where both directions are in it. */
  readonly direction?: Direction;
  /** One value a query of a direction; the statistic of a run is the sum over `parts` of weight × mean. */
  readonly parts: readonly {
    readonly direction: Direction;
    readonly weight: number;
    readonly of: (values: DirectionValues) => ArrayLike<number>;
  }[];
}

const perDirection = queryMetrics.flatMap((metric) =>
  directions.map(
    (direction): AccuracyStatistic => ({
      metric,
      unit: 'fraction',
      direction,
      parts: [{ direction, weight: 1, of: ({ values }) => values[metric] }],
    }),
  ),
);

const sumOfRecalls: AccuracyStatistic = {
  metric: 'rsum',
  unit: 'percent',
  parts: directions.map((direction) => ({
    direction,
    weight: 100,
    of: ({ values, rows }) => Float64Array.from(rows, (_, query) => recalls.reduce((sum, name) => sum + values[name][query]!, 0)),
  })),
};

export const accuracyStatistics: readonly AccuracyStatistic[] = [...perDirection, sumOfRecalls];

/**
 * The mean over seeds of a statistic, as series to resample together. Where seeds share their queries this averages each query over
 * its seeds; where each seed tests a fold of its own, every fold counts alike.
 */
export const seriesOf = ({ parts }: AccuracyStatistic, runs: readonly AccuracyRun[]): Series[] =>
  runs.flatMap(({ perQuery }) =>
    parts.map(({ direction, weight, of }) => ({
      values: of(perQuery[direction]),
      units: perQuery[direction].units,
      weight: weight / runs.length,
    })),
  );
