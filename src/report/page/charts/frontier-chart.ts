import { wideOnly } from '../../../browser/fit-chart.ts';
import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';
import { familyScale } from './accuracy-chart.ts';
import { type Place, placeLabels } from './place-labels.ts';

/** A strategy where its quality and its p99 are both known, over the same number of candidates. */
export interface FrontierPoint {
  readonly strategy: string;
  readonly candidates: number;
  readonly family: string;
  readonly quality: number;
  readonly low?: number;
  readonly high?: number;
  readonly p99Ms: number;
  readonly bytes?: number;
  /** Another one is at least as good in quality, p99 and bytes, and better in one. */
  readonly dominated: boolean;
}

/** Marks which strategies are dominated: at least as good elsewhere in all three, better in one. Unknown bytes dominate nothing by bytes. */
export const withDominance = (points: readonly Omit<FrontierPoint, 'dominated'>[]): FrontierPoint[] =>
  points.map((point) => ({ ...point, dominated: points.some((other) => dominates(other, point)) }));

type Judged = Omit<FrontierPoint, 'dominated'>;

function dominates(a: Judged, b: Judged): boolean {
  const [bytesOfA, bytesOfB] = [a.bytes ?? Number.POSITIVE_INFINITY, b.bytes ?? Number.POSITIVE_INFINITY];
  const atLeast = a.quality >= b.quality && a.p99Ms <= b.p99Ms && bytesOfA <= bytesOfB;
  return atLeast && (a.quality > b.quality || a.p99Ms < b.p99Ms || bytesOfA < bytesOfB);
}

const height = 340;
/** Pixels around the points, and what the axis leaves of the width. */
const padding = { x: 40, y: 24 } as const;
const plotWidth = drawingWidth - 60;

/** Quality against p99 on a logarithmic axis; bubbles are bytes; what is dominated is grey; a line where exact search of the towers is. */
export function frontierChart(points: readonly FrontierPoint[], metric: string, exact: number | undefined): ChartSpec {
  const percent = points.map((point) => ({
    ...point,
    quality: 100 * point.quality,
    low: point.low === undefined ? undefined : 100 * point.low,
    high: point.high === undefined ? undefined : 100 * point.high,
    kept: point.dominated ? 'dominated' : point.family,
  }));
  const front = percent.filter(({ dominated }) => !dominated);
  const { domain, range } = familyScale(points.map(({ family }) => family));
  const x = {
    field: 'p99Ms',
    type: 'quantitative',
    title: 'p99 of one query, milliseconds (log)',
    scale: { type: 'log', nice: false, padding: padding.x },
    axis: { tickCount: 7, format: '~g' },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: `${metric}, percent`,
    scale: { zero: false, padding: padding.y },
  });
  const color = {
    field: 'kept',
    type: 'nominal',
    title: null,
    scale: { domain: [...domain, 'dominated'], range: [...range, colour('quiet')] },
  };
  const tooltip = [
    { field: 'strategy' },
    { field: 'quality', title: `${metric}, %`, format: '.1f' },
    { field: 'p99Ms', title: 'p99, ms', format: '.3~r' },
    { field: 'bytes', title: 'bytes an item', format: ',.0f' },
  ];
  return {
    width: drawingWidth,
    height,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      ...(exact === undefined
        ? []
        : [
            {
              data: { values: [{ quality: 100 * exact }] },
              mark: { type: 'rule', strokeDash: [4, 4] },
              encoding: { y: y('quality') },
            },
          ]),
      {
        data: { values: front },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1, color: colour('muted') },
        encoding: { x, y: y('quality'), order: { field: 'p99Ms', type: 'quantitative' } },
      },
      {
        data: { values: percent },
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.7 },
        encoding: { x, y: y('low'), y2: { field: 'high' }, color },
      },
      {
        data: { values: percent },
        mark: { type: 'point', filled: true, opacity: 0.9 },
        encoding: {
          x,
          y: y('quality'),
          color,
          size: {
            field: 'bytes',
            type: 'quantitative',
            title: 'bytes an item',
            scale: { range: [50, 500] },
            legend: { symbolFillColor: colour('quiet'), format: '.2~s', tickCount: 3, columns: 5 },
          },
          tooltip,
        },
      },
      {
        data: { values: labelled(front, points) },
        mark: { type: 'text', style: wideOnly, fontSize: 11, dy: { expr: 'datum.dy' }, align: { expr: 'datum.align' } },
        encoding: { x, y: y('quality'), text: { field: 'strategy' } },
      },
    ],
  } as unknown as ChartSpec;
}

/** What stands on the frontier and finds room for its name, the best first: names that run into each other are read by nobody. */
function labelled<Point extends FrontierPoint>(front: readonly Point[], all: readonly FrontierPoint[]): (Point & Place)[] {
  const qualities = all.flatMap(({ quality, low = quality, high = quality }) => [100 * low, 100 * high]);
  const latencies = all.map(({ p99Ms }) => Math.log(p99Ms));
  const share = (value: number, among: readonly number[]): number =>
    (value - Math.min(...among)) / (Math.max(...among) - Math.min(...among) || 1);
  const inOrder = front.toSorted((a, b) => b.quality - a.quality);
  const labels = inOrder.map(({ p99Ms, quality, strategy }) => ({
    x: padding.x + share(Math.log(p99Ms), latencies) * (plotWidth - 2 * padding.x),
    y: height - padding.y - share(quality, qualities) * (height - 2 * padding.y),
    text: strategy,
  }));
  const places = placeLabels(labels, plotWidth);
  return inOrder.flatMap((point, i) => {
    const place = places[i];
    return place === undefined ? [] : [{ ...point, ...place }];
  });
}
