import { affordable } from '../decision/affordable.ts';
import { passBudgets } from '../decision/cost-sentences.ts';
import { fitScaling, predictCost, type ScalingFit } from '../statistics/scaling.ts';
import type { CellRecord, Figure } from '../types.ts';
import { sampleFigures } from './sample-figures.ts';

/** Seconds of scoring all pairs once, over the number of pairs N × M. */
export interface PassFit {
  readonly dataset: string | undefined;
  readonly model: string;
  readonly scorer: string;
  /** Whose cost it is, without a size. */
  readonly key: Partial<Figure>;
  /** Measured, by size. */
  readonly points: readonly { readonly pairs: number; readonly seconds: number }[];
  readonly fit: ScalingFit;
}

/** Sides (N = M) that a report extrapolates to, to show what a full pass means at the size of a product. */
export const extrapolatedSides = [10_000, 100_000, 1_000_000] as const;

/** A straight line through the `full pass` medians of every model and scorer that was measured at two sizes or more. */
export function passFits(cells: readonly CellRecord[]): PassFit[] {
  const groups = new Map<string, Figure[]>();
  for (const cell of cells) {
    if (cell.status !== 'done') continue;
    const rows = [...cell.figures, ...cell.samples.flatMap(sampleFigures)].filter(({ metric }) => metric === 'full pass');
    for (const row of rows) {
      const { dataset, split, model, scorer, seed, direction } = row;
      const name = JSON.stringify([dataset, split, model, scorer, seed, direction]);
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
  }
  return [...groups.values()].flatMap((rows): PassFit[] => {
    const { dataset, model, scorer } = rows[0]!;
    const points = rows
      .flatMap(({ leftCount, rightCount, value }) =>
        leftCount === undefined || rightCount === undefined ? [] : [{ pairs: leftCount * rightCount, seconds: value }],
      )
      .sort((a, b) => a.pairs - b.pairs);
    if (model === undefined || scorer === undefined || new Set(points.map(({ pairs }) => pairs)).size < 2) return [];
    const fit = fitScaling(
      'linear',
      points.map(({ pairs, seconds }) => ({ size: pairs, cost: seconds })),
    );
    const { split, seed, device, direction } = rows[0]!;
    return [{ dataset, model, scorer, key: { dataset, split, model, scorer, seed, device, direction }, points, fit }];
  });
}

/**
 * `full pass fit offset` and `… slope` with their intervals, `full pass predicted` at sides far beyond the measured ones (an
 * extrapolation, interval of a new measurement), and `pairs within …`: the largest N × M that a budget pays for.
 */
export function passFitFigures({ key, fit }: PassFit): Figure[] {
  const [offset, slope] = fit.coefficients;
  const [offsetInterval, slopeInterval] = fit.intervals ?? [];
  const samples = fit.points;
  const figures: Figure[] = [
    {
      ...key,
      metric: 'full pass fit offset',
      unit: 's',
      value: offset,
      ciLow: offsetInterval?.low,
      ciHigh: offsetInterval?.high,
      samples,
    },
    {
      ...key,
      metric: 'full pass fit slope',
      unit: 's/pair',
      value: slope,
      ciLow: slopeInterval?.low,
      ciHigh: slopeInterval?.high,
      samples,
    },
  ];
  for (const side of extrapolatedSides) {
    const { cost, interval } = predictCost(fit, side * side);
    const sizes = { leftCount: side, rightCount: side };
    figures.push({
      ...key,
      ...sizes,
      metric: 'full pass predicted',
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
      metric: `pairs within ${seconds} s`,
      unit: 'pairs',
      value: found.size,
      ciLow: found.low,
      ciHigh: found.high,
      samples,
    });
  }
  return figures;
}
