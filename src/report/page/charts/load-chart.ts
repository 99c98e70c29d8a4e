import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';
import { strategyScales } from './latency-chart.ts';

/** Open-loop load at one offered rate. */
export interface LoadPoint {
  readonly strategy: string;
  readonly rate: number;
  readonly p99Ms: number;
  readonly sustained: boolean;
}

/** p99 over the offered rate; `knees`: the highest rate that was sustained within the objective, by strategy. */
export function loadChart(points: readonly LoadPoint[], knees: readonly LoadPoint[], objectiveMs: number | undefined): ChartSpec {
  const labels = [...new Set(points.map(({ strategy }) => strategy))];
  const { color: scale } = strategyScales(labels);
  const color = { field: 'strategy', type: 'nominal', scale, sort: labels, title: null };
  const x = {
    field: 'rate',
    type: 'quantitative',
    title: 'queries a second, offered (log)',
    scale: { type: 'log', nice: false },
    axis: { tickCount: 7, format: '~g' },
  };
  const y = {
    field: 'p99Ms',
    type: 'quantitative',
    title: 'p99 from the scheduled time, milliseconds (log)',
    scale: { type: 'log' },
    axis: { tickCount: 7, format: '~g' },
  };
  const tooltip = [
    { field: 'strategy' },
    { field: 'rate', title: 'queries/s', format: '.3~r' },
    { field: 'p99Ms', title: 'p99, ms', format: '.3~r' },
    { field: 'keptUp', title: 'kept up' },
  ];
  return {
    width: drawingWidth,
    height: 320,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: { x, y, color, order: { field: 'rate', type: 'quantitative' } },
      },
      {
        data: { values: points.map((point) => ({ ...point, keptUp: point.sustained ? 'yes' : 'no' })) },
        mark: { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: {
            field: 'keptUp',
            type: 'nominal',
            title: 'kept up',
            scale: { domain: ['yes', 'no'], range: ['circle', 'triangle-up'] },
          },
          tooltip,
        },
      },
      { data: { values: knees }, mark: { type: 'point', size: 260, strokeWidth: 2 }, encoding: { x, y, color, tooltip } },
      ...(objectiveMs === undefined
        ? []
        : [
            {
              data: { values: [{ p99Ms: objectiveMs }] },
              mark: { type: 'rule', strokeDash: [4, 4], color: colour('ink') },
              encoding: { y },
            },
          ]),
    ],
  } as unknown as ChartSpec;
}
