import type { SampleSeries } from '../../../record.ts';
import { minimumSamples, type PercentileName, percentile, percentileInterval } from '../../../statistics/percentile.ts';
import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';
import { restOfSearch, type StageTime } from './stage-times.ts';

/** Percentiles of a curve, densest in the tail; those without samples enough are left out. */
const named = Object.keys(minimumSamples).map(Number) as PercentileName[];

/** A strategy's latencies as they were measured, in milliseconds. */
export interface LatencySeries {
  readonly label: string;
  readonly series: SampleSeries;
}

const strokes = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const;
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 2, 2, 2],
  [1, 4],
  [10, 4],
];

export function strategyScales(labels: readonly string[]) {
  return {
    color: { domain: labels, range: strokes.map((name) => colour(name)) },
    // The next round of colours begins with another dash, so that no two of 36 look alike.
    dash: { domain: labels, range: labels.map((_, i) => dashes[(i + Math.floor(i / strokes.length)) % dashes.length]) },
  };
}

/** Shares of the queries, every hundredth and then the named ones, that enough samples stand behind. */
function sharesFor(samples: number): number[] {
  const highest = Math.max(0, ...named.filter((p) => samples >= minimumSamples[p]));
  const even = Array.from({ length: 99 }, (_, i) => i + 1).filter((share) => share <= highest);
  return [...new Set([...even, ...named.filter((p) => p <= highest)])].sort((a, b) => a - b);
}

/** Latency over the share of queries that were at least as quick: the whole distribution, with the tail drawn apart. */
export function percentileChart(all: readonly LatencySeries[]): ChartSpec {
  const curves = all.flatMap(({ label, series }) => {
    const sorted = Float64Array.from(series.values).sort();
    return sharesFor(sorted.length).map((share) => ({
      strategy: label,
      share,
      // Nines: 50 % → 0.3, 90 % → 1, 99 % → 2.
      nines: -Math.log10(1 - share / 100),
      ms: quantileOf(sorted, share / 100),
    }));
  });
  const marks = all.flatMap(({ label, series }) =>
    named.flatMap((p) => {
      const value = percentile(series.values, p);
      const interval = percentileInterval(series.values, p);
      return value === undefined || interval === undefined
        ? []
        : [{ strategy: label, share: p, nines: -Math.log10(1 - p / 100), ms: value, low: interval.low, high: interval.high }];
    }),
  );
  const labels = all.map(({ label }) => label);
  const { color, dash } = strategyScales(labels);
  const x = {
    field: 'nines',
    type: 'quantitative',
    title: 'share of queries, percent (the tail is stretched)',
    axis: {
      values: [50, 90, 95, 99, 99.9].map((p) => -Math.log10(1 - p / 100)),
      labelExpr: "format(100 - 100 * pow(10, -datum.value), '.3~f')",
    },
  };
  const y = { type: 'quantitative', title: 'milliseconds (log)', scale: { type: 'log', nice: false }, axis: { tickCount: 6 } };
  const colors = { field: 'strategy', type: 'nominal', scale: color, title: null, sort: labels };
  return {
    width: drawingWidth,
    height: 320,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values: curves },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x,
          y: { ...y, field: 'ms' },
          color: colors,
          strokeDash: { field: 'strategy', type: 'nominal', scale: dash, title: null, sort: labels },
        },
      },
      {
        data: { values: marks },
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: colors },
      },
      {
        data: { values: marks },
        mark: { type: 'point', filled: true, size: 45, opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'ms' },
          color: colors,
          tooltip: [
            { field: 'strategy' },
            { field: 'share', title: 'percentile' },
            { field: 'ms', title: 'ms', format: '.3~r' },
            { field: 'low', title: 'from (95 %)', format: '.3~r' },
            { field: 'high', title: 'to', format: '.3~r' },
          ],
        },
      },
    ],
  } as unknown as ChartSpec;
}

/** Type 7, of samples that are sorted already. */
function quantileOf(sorted: Float64Array, q: number): number {
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** Stage upon stage. */
export function stageChart(stages: readonly StageTime[]): ChartSpec {
  const labels = [...new Set(stages.map(({ label }) => label))];
  const names = [...new Set(stages.map(({ stage }) => stage))].toSorted(
    (a, b) => Number(a === restOfSearch) - Number(b === restOfSearch),
  );
  const fill = (name: string, i: number): string =>
    name === restOfSearch ? colour('quiet') : colour(strokes[i % strokes.length]!);
  return {
    width: drawingWidth,
    height: { step: 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values: stages.map((stage) => ({ ...stage, order: names.indexOf(stage.stage) })) },
    mark: { type: 'bar', stroke: colour('paper'), strokeWidth: 1 },
    encoding: {
      y: { field: 'label', type: 'nominal', sort: labels, title: null },
      x: { field: 'ms', type: 'quantitative', title: 'milliseconds, medians of the stages one after the other' },
      color: {
        field: 'stage',
        type: 'nominal',
        sort: names,
        title: 'stage',
        scale: { domain: names, range: names.map(fill) },
      },
      order: { field: 'order', type: 'quantitative' },
      tooltip: [{ field: 'label' }, { field: 'stage' }, { field: 'ms', format: '.3~r' }],
    },
  } as unknown as ChartSpec;
}
