import type { GateMetric } from '../../record/gate-result.ts';
import { harmText, isKnown, toleranceText, verdictText } from '../../text/gate-words.ts';
import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';

/** A chart is read at a glance; the table has all. */
const shown = 30;

/** What can be set against a tolerance, the worst first. */
export const harmRows = (metrics: readonly GateMetric[]): GateMetric[] =>
  metrics.filter(({ harm, rule }) => isKnown(harm) && rule.tolerance > 0).slice(0, shown);

/** Told apart by shape as well as by colour. */
const looks: Readonly<Record<string, { readonly shape: string; readonly colour: string }>> = {
  pass: { shape: 'circle', colour: colour('series-3') },
  fail: { shape: 'diamond', colour: colour('series-2') },
  inconclusive: { shape: 'square', colour: colour('series-5') },
  'fail (warning)': { shape: 'triangle-up', colour: colour('series-4') },
  'inconclusive (warning)': { shape: 'triangle-down', colour: colour('series-6') },
  'not gated': { shape: 'cross', colour: colour('quiet') },
};

/** A forest plot: a row a metric, harm in multiples of its tolerance, so that one line stands for what is tolerated of each. */
export function harmChart(rows: readonly GateMetric[]): ChartSpec {
  const values = rows.map((metric) => {
    const of = (value: number | null | undefined): number | undefined =>
      isKnown(value) ? value / metric.rule.tolerance : undefined;
    return {
      metric: metric.name,
      value: of(metric.harm),
      low: of(metric.interval?.low),
      high: of(metric.interval?.high),
      verdict: verdictText(metric),
      harm: harmText(metric),
      tolerance: toleranceText(metric),
    };
  });
  const verdicts = [...new Set(values.map(({ verdict }) => verdict))];
  const y = { field: 'metric', type: 'nominal', sort: null, title: null, axis: { grid: true, ticks: false, labelLimit: 420 } };
  const x = {
    type: 'quantitative',
    title: 'harm, in multiples of what is tolerated (the line at 1); above 0 is worse',
    axis: { tickCount: 8 },
  };
  const color = {
    field: 'verdict',
    type: 'nominal',
    title: 'verdict',
    scale: { domain: verdicts, range: verdicts.map((verdict) => looks[verdict]!.colour) },
  };
  const tooltip = [
    { field: 'metric' },
    { field: 'harm', title: 'harm [95 %]' },
    { field: 'tolerance', title: 'tolerated' },
    { field: 'verdict' },
  ];
  return {
    width: drawingWidth,
    height: { step: 17 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      { mark: { type: 'rule', color: colour('quiet'), strokeWidth: 1 }, encoding: { x: { datum: 0 } } },
      { mark: { type: 'rule', color: colour('ink'), strokeWidth: 1.5, strokeDash: [5, 3] }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color, tooltip },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          y,
          x: { ...x, field: 'value' },
          color,
          shape: {
            field: 'verdict',
            type: 'nominal',
            title: 'verdict',
            scale: { domain: verdicts, range: verdicts.map((verdict) => looks[verdict]!.shape) },
          },
          tooltip,
        },
      },
    ],
  } as unknown as ChartSpec;
}
