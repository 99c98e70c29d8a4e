import { colour } from '../theme.ts';
import type { ChartSpec } from '../vega.ts';
import { strategyScales } from './latency-chart.ts';

/** A cost over a size: what was measured, and what a fit says between and beyond. */
export interface ScalingCurve {
  readonly label: string;
  readonly measured: readonly { readonly size: number; readonly cost: number }[];
  readonly fitted: readonly FittedPoint[];
}

export interface FittedPoint {
  readonly size: number;
  readonly cost: number;
  readonly low?: number;
  readonly high?: number;
  /** Outside the measured sizes: drawn dashed. */
  readonly extrapolated: boolean;
}

/** Where two curves meet, and a size that somebody asks about. */
export interface ScalingMarks {
  readonly crossovers: readonly { readonly size: number; readonly cost: number; readonly text: string }[];
  readonly objective?: number;
  readonly wanted?: number;
}

/** Sizes at which a fit is drawn, evenly on a logarithmic axis. */
export const sizesBetween = (from: number, to: number, count = 48): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

export interface ScalingAxes {
  readonly size: string;
  readonly cost: string;
}

/** The rows of the chart by the name of its data: the page replaces them as its controls move. */
export function scalingData(curves: readonly ScalingCurve[], { crossovers, objective, wanted }: ScalingMarks) {
  const drawn = curves.flatMap(({ label, fitted }) => partsOf(fitted).map(({ points, part }) => ({ label, points, part })));
  const rows = (wanted: (part: Part) => boolean) =>
    drawn
      .filter(({ part }) => wanted(part))
      .flatMap(({ label, points, part }) => points.map((point) => ({ strategy: label, part, ...point })));
  return {
    band: rows(() => true).filter(({ low }) => low !== undefined && low > 0),
    inside: rows((part) => part === 'measured'),
    beyond: rows((part) => part !== 'measured'),
    measured: curves.flatMap(({ label, measured }) => measured.map((point) => ({ strategy: label, ...point }))),
    crossovers,
    limits: objective === undefined ? [] : [{ cost: objective }],
    wishes: wanted === undefined ? [] : [{ size: wanted }],
  };
}

type Part = 'below' | 'measured' | 'beyond';

/** The three parts of a line, each with its neighbour's first point, so that dashes join it. A cost of 0 has no place on a log axis. */
function partsOf(fitted: readonly FittedPoint[]): { readonly part: Part; readonly points: readonly FittedPoint[] }[] {
  const points = fitted.filter(({ cost }) => cost > 0);
  const first = points.findIndex(({ extrapolated }) => !extrapolated);
  const last = points.findLastIndex(({ extrapolated }) => !extrapolated);
  if (first < 0) return [{ part: 'beyond', points }];
  return [
    { part: 'below', points: points.slice(0, first + 1) },
    { part: 'measured', points: points.slice(first, last + 1) },
    { part: 'beyond', points: points.slice(last) },
  ];
}

export function scalingChart(curves: readonly ScalingCurve[], marks: ScalingMarks, { size, cost }: ScalingAxes): ChartSpec {
  const data = scalingData(curves, marks);
  const labels = curves.map(({ label }) => label);
  const { color: scale } = strategyScales(labels);
  const color = { field: 'strategy', type: 'nominal', scale, sort: labels, title: null };
  const x = {
    field: 'size',
    type: 'quantitative',
    title: size,
    scale: { type: 'log', nice: false },
    axis: { format: '~s', tickCount: 8 },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: cost,
    scale: { type: 'log', nice: false },
    axis: { format: '~g', tickCount: 8 },
  });
  const named = (name: keyof typeof data) => ({ name, values: data[name] });
  const tip = (...more: object[]) => [
    { field: 'strategy' },
    { field: 'size', title: size, format: ',.0f' },
    { field: 'cost', title: cost, format: '.3~g' },
    ...more,
  ];
  return {
    width: 860,
    height: 380,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: named('band'),
        mark: { type: 'area', opacity: 0.16 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color, detail: { field: 'part' } },
      },
      {
        data: named('inside'),
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y: y('cost'), color, tooltip: tip() },
      },
      {
        data: named('beyond'),
        mark: { type: 'line', strokeWidth: 1.5, strokeDash: [5, 4] },
        encoding: { x, y: y('cost'), color, detail: { field: 'part' } },
      },
      {
        data: named('measured'),
        mark: { type: 'point', filled: true, size: 45, opacity: 1 },
        encoding: {
          x,
          y: y('cost'),
          color,
          shape: { field: 'strategy', type: 'nominal', sort: labels, title: null },
          tooltip: tip(),
        },
      },
      {
        data: named('limits'),
        mark: { type: 'rule', color: colour('ink'), strokeDash: [2, 3], strokeWidth: 1.5 },
        encoding: { y: { ...y('cost') } },
      },
      {
        data: named('wishes'),
        mark: { type: 'rule', color: colour('ink'), strokeDash: [2, 3], strokeWidth: 1.5 },
        encoding: { x },
      },
      {
        data: named('crossovers'),
        mark: { type: 'point', shape: 'cross', size: 140, filled: true, color: colour('ink'), opacity: 1 },
        encoding: { x, y: y('cost'), tooltip: [{ field: 'text' }] },
      },
    ],
  } as unknown as ChartSpec;
}
