import { affordable } from '../../decision/affordable.ts';
import { passBudgets } from '../../decision/cost-sentences.ts';
import type { CellRecord, Figure } from '../../record.ts';
import { fitScaling, predictCost, type ScalingFit } from '../../statistics/scaling.ts';
import { select } from '../figures/figure-lookup.ts';
import { sampleFigures } from '../figures/sample-figures.ts';
import { type CostMetricName, costMetric } from './cost-metrics.ts';

/** Seconds at one number of pairs N × M: medians. */
export interface PassPoint {
  readonly pairs: number;
  readonly seconds: number;
}

/** Seconds of scoring all pairs once, over the number of pairs N × M. */
export interface PassFit {
  readonly dataset: string | undefined;
  readonly model: string;
  readonly scorer: string;
  /** Whose cost it is, without a size. */
  readonly key: Partial<Figure>;
  /** Measured with the encoding of both sides included, by size. */
  readonly full: readonly PassPoint[];
  /** What the line goes through: measured with both sides encoded, by size. */
  readonly points: readonly PassPoint[];
  /** Over the seconds with both sides already encoded: encoding grows with N + M, and a line over N × M would be the wrong form for it. */
  readonly fit: ScalingFit;
  /** What a line through all sizes but the largest says of that one, over what was measured, less 1; undefined where that takes more sizes. */
  readonly predictionError: number | undefined;
}

/** Sides (N = M) that a report extrapolates to, to show what scoring all pairs means at the size of a product. */
export const extrapolatedSides = [10_000, 100_000, 1_000_000] as const;

/** A straight line through the `pair pass` medians of every model and scorer that was measured at two sizes or more. */
export function passFits(cells: readonly CellRecord[]): PassFit[] {
  const groups = new Map<string, Figure[]>();
  for (const cell of cells) {
    if (cell.status !== 'done') continue;
    const ofPasses = (name: string): boolean => costMetric(name)?.from === 'passes';
    const rows = [
      ...cell.figures.filter(({ metric }) => ofPasses(metric)),
      ...cell.samples.filter(({ name }) => ofPasses(name)).flatMap(sampleFigures),
    ];
    for (const row of rows) {
      const { dataset, split, model, scorer, seed, direction } = row;
      const name = JSON.stringify([dataset, split, model, scorer, seed, direction]);
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
  }
  return [...groups.values()].flatMap((rows): PassFit[] => {
    const { dataset, model, scorer } = rows[0]!;
    // A time of 0 is below what the clock can tell and has no relative error.
    const points = pointsOf(rows, 'pair pass').filter(({ seconds }) => seconds > 0);
    if (model === undefined || scorer === undefined || new Set(points.map(({ pairs }) => pairs)).size < 2) return [];
    const fit = fitScaling(points.map(({ pairs, seconds }) => ({ size: pairs, cost: seconds })));
    const { split, seed, device, direction } = rows[0]!;
    return [
      {
        dataset,
        model,
        scorer,
        key: { dataset, split, model, scorer, seed, device, direction },
        full: pointsOf(rows, 'full pass'),
        points,
        fit,
        predictionError: predictionError(points),
      },
    ];
  });
}

function predictionError(points: readonly PassPoint[]): number | undefined {
  const [last, ...fewer] = points.toReversed();
  if (last === undefined || new Set(fewer.map(({ pairs }) => pairs)).size < 2) return undefined;
  const fit = fitScaling(fewer.map(({ pairs, seconds }) => ({ size: pairs, cost: seconds })));
  return predictCost(fit, last.pairs).cost / last.seconds - 1;
}

const pointsOf = (rows: readonly Figure[], metric: CostMetricName): PassPoint[] =>
  select(rows, { metric })
    .flatMap(({ leftCount, rightCount, value }) =>
      leftCount === undefined || rightCount === undefined ? [] : [{ pairs: leftCount * rightCount, seconds: value }],
    )
    .sort((a, b) => a.pairs - b.pairs);

/** The name under which the largest number of pairs that a budget pays for is stated. */
export const pairsWithin = (seconds: number, extrapolated: boolean): string =>
  `pairs within ${seconds} s${extrapolated ? ' (extrapolated)' : ''}`;

/**
 * `pair pass fit offset` and `… slope` with their intervals, `pair pass extrapolated` at sides far beyond the measured ones (interval of a
 * new measurement), and `pairs within …`: the largest N × M that a budget pays for, `… (extrapolated)` outside the measured sizes.
 */
export function passFitFigures({ key, fit, predictionError: error }: PassFit): Figure[] {
  const [offset, slope] = fit.coefficients;
  const [offsetInterval, slopeInterval] = fit.intervals ?? [];
  const samples = fit.points;
  const figures: Figure[] = [
    {
      ...key,
      metric: 'pair pass fit offset',
      unit: 's',
      value: offset,
      ciLow: offsetInterval?.low,
      ciHigh: offsetInterval?.high,
      samples,
    },
    {
      ...key,
      metric: 'pair pass fit slope',
      unit: 's/pair',
      value: slope,
      ciLow: slopeInterval?.low,
      ciHigh: slopeInterval?.high,
      samples,
    },
  ];
  if (error !== undefined) figures.push({ ...key, metric: 'pair pass prediction error', unit: 'fraction', value: error });
  if (slope > 0) {
    const { low, high } = slopeInterval ?? {};
    figures.push({
      ...key,
      metric: 'pair throughput',
      unit: 'pairs/s',
      value: 1 / slope,
      ciLow: high === undefined ? undefined : 1 / high,
      ciHigh: low === undefined || low <= 0 ? undefined : 1 / low,
      samples,
    });
  }
  for (const side of extrapolatedSides) {
    const { cost, interval } = predictCost(fit, side * side);
    const sizes = { leftCount: side, rightCount: side };
    figures.push({
      ...key,
      ...sizes,
      metric: 'pair pass extrapolated',
      unit: 's',
      value: cost,
      ciLow: interval?.low,
      ciHigh: interval?.high,
      samples,
    });
  }
  for (const seconds of passBudgets) {
    const found = affordable(fit, seconds);
    if (found === undefined) continue;
    figures.push({
      ...key,
      metric: pairsWithin(seconds, found.extrapolated),
      unit: 'pairs',
      value: found.size,
      ciLow: found.low,
      ciHigh: found.high,
      samples,
    });
  }
  return figures;
}
