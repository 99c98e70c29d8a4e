import { type ChartSpec, drawingWidth } from '../vega.ts';
import { strategyScales } from './latency-chart.ts';

/** What is found by some effort: candidates that are reranked, calls of a network. */
export interface EffortPoint {
  readonly series: string;
  /** Told apart by the stroke: over so many candidates. */
  readonly candidates: string;
  readonly effort: number;
  readonly share: number;
  /** What a point stands for. */
  readonly strategy: string;
}

/** Shares in percent over an effort on a logarithmic axis, a line a series and number of candidates. */
export function effortChart(points: readonly EffortPoint[], effort: string, share: string): ChartSpec {
  const series = [...new Set(points.map((point) => point.series))];
  const sizes = [...new Set(points.map(({ candidates }) => candidates))];
  const values = points.map((point) => ({ ...point, percent: 100 * point.share }));
  const x = {
    field: 'effort',
    type: 'quantitative',
    title: effort,
    scale: { type: 'log', nice: false, padding: 12 },
    axis: { tickCount: 6, format: '~s' },
  };
  const y = { field: 'percent', type: 'quantitative', title: share, scale: { zero: true } };
  const color = { field: 'series', type: 'nominal', scale: strategyScales(series).color, sort: series, title: null };
  const strokeDash = {
    field: 'candidates',
    type: 'nominal',
    scale: strategyScales(sizes).dash,
    sort: sizes,
    title: 'candidates',
    legend: sizes.length > 1 ? {} : null,
  };
  return {
    width: drawingWidth,
    height: 320,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y, color, strokeDash, order: { field: 'effort', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 45, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          tooltip: [
            { field: 'strategy' },
            { field: 'series' },
            { field: 'candidates' },
            { field: 'effort', title: effort, format: ',.0f' },
            { field: 'percent', title: share, format: '.1f' },
          ],
        },
      },
    ],
  } as unknown as ChartSpec;
}
