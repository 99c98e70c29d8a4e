import { type ScalingCurve, type ScalingMarks, scalingRows } from '../../../decision/scaling-curve.ts';
import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';
import { strategyScales } from './latency-chart.ts';

export interface ScalingAxes {
  readonly size: string;
  readonly cost: string;
}

export function scalingChart(curves: readonly ScalingCurve[], marks: ScalingMarks, { size, cost }: ScalingAxes): ChartSpec {
  const data = scalingRows(curves, marks);
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
    width: drawingWidth,
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
          // Without points the shapes would have no values, and the legend that they share with the colours neither.
          shape: { field: 'strategy', type: 'nominal', sort: labels, title: null, scale: { domain: labels } },
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
      {
        data: named('limits'),
        mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -3 },
        encoding: { x: { value: 6 }, y: { ...y('cost') }, text: { field: 'text' } },
      },
    ],
  } as unknown as ChartSpec;
}
