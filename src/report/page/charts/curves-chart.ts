import type { Figure } from '../../../record.ts';
import type { ChartSpec } from '../vega.ts';
import { strategyScales } from './latency-chart.ts';

/** A figure, where on which line it lies. */
export interface CurvePoint {
  readonly line: string;
  readonly x: number;
  /** The place in words. */
  readonly at: string;
  readonly figure: Figure;
}

/** Places along an axis in proportion, on a logarithmic scale; or one after the other. */
export type CurveAxis = { readonly title: string; readonly scale: 'log' | 'places' };

const percent = (value: number | undefined): number | undefined => (value === undefined ? undefined : 100 * value);

/** Fractions in percent along lines, with their intervals where they have one. */
export function curvesChart(points: readonly CurvePoint[], { title, scale }: CurveAxis, metric: string): ChartSpec {
  const lines = [...new Set(points.map(({ line }) => line))];
  const values = points.map(({ line, x, at, figure }) => ({
    line,
    x,
    at,
    value: percent(figure.value),
    low: percent(figure.ciLow),
    high: percent(figure.ciHigh),
  }));
  const { color: colours, dash } = strategyScales(lines);
  const color = { field: 'line', type: 'nominal', scale: colours, sort: lines, title: null };
  const x =
    scale === 'log'
      ? { field: 'x', type: 'quantitative', title, scale: { type: 'log', nice: false }, axis: { format: '~s', tickCount: 8 } }
      : { field: 'x', type: 'ordinal', title, axis: { labelAngle: 0 } };
  const y = { type: 'quantitative', title: `${metric}, percent`, axis: { tickCount: 8 } };
  const tooltip = [
    { field: 'line', title: 'model' },
    { field: 'at', title },
    { field: 'value', title: `${metric}, %`, format: '.1f' },
    { field: 'low', title: 'from (95 %)', format: '.1f' },
    { field: 'high', title: 'to', format: '.1f' },
  ];
  return {
    width: 860,
    height: 340,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          color,
          strokeDash: { field: 'line', type: 'nominal', scale: dash, sort: lines, title: null },
        },
      },
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          color,
          // Dashes are not seen in a legend: shapes tell lines of one colour apart there.
          shape: { field: 'line', type: 'nominal', sort: lines, title: null, scale: { domain: lines } },
          tooltip,
        },
      },
    ],
  } as unknown as ChartSpec;
}
