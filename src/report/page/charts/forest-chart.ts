import { formatP, formatPoints } from '../../../decision/quantities.ts';
import type { Figure } from '../../../record.ts';
import { difference, holmOf } from '../../figures/derived-names.ts';
import { arrow, find, measured, select } from '../../figures/figure-lookup.ts';
import { directions } from '../../figures/per-query.ts';
import type { PageModel } from '../page-model.ts';
import { colour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';
import { directionShape, familyScale } from './accuracy-chart.ts';

export interface DifferenceRow {
  readonly model: string;
  readonly direction: string;
  readonly family: string;
  readonly figure: Figure;
  readonly holm?: Figure;
}

/** Differences of all models to the baseline, the mean over seeds where there are several. */
export function differenceRows(page: PageModel, dataset: string, metric: string): DifferenceRow[] {
  const name = difference(metric);
  const here = select(page.figures, { dataset });
  return page.models.flatMap((model) =>
    directions.flatMap((direction): DifferenceRow[] => {
      const found = select(here, { model, direction, metric: name });
      const figure = find(found, { seed: 'all' }) ?? found[0];
      if (figure === undefined) return [];
      const holm = find(here, { model, direction, metric: holmOf(name), seed: 'all' });
      return [{ model, direction: arrow(direction), family: page.familyOf(model) ?? 'unknown', figure, holm }];
    }),
  );
}

/** A forest plot: a row a model and direction, the baseline as the line at 0. */
export function forestChart(rows: readonly DifferenceRow[], metric: string, baseline: string): ChartSpec {
  const points = (fraction: number | undefined): number | undefined => (fraction === undefined ? undefined : 100 * fraction);
  const values = rows.map(({ model, direction, family, figure, holm }) => ({
    model,
    direction,
    family,
    value: points(figure.value),
    low: points(figure.ciLow),
    high: points(figure.ciHigh),
    difference: formatPoints(measured(figure)),
    p: holm === undefined ? 'not tested' : formatP(holm.value),
  }));
  const models = [...new Set(rows.map(({ model }) => model))];
  const y = { field: 'model', type: 'nominal', sort: models, title: null, axis: { grid: true, ticks: false } };
  const yOffset = { field: 'direction', type: 'nominal', sort: directionShape.domain };
  const color = { field: 'family', type: 'nominal', scale: familyScale(rows.map(({ family }) => family)), title: 'family' };
  const x = { type: 'quantitative', title: `${metric}, points above ${baseline} (the line at 0)`, axis: { tickCount: 8 } };
  const tooltip = [
    { field: 'model' },
    { field: 'direction' },
    { field: 'difference', title: 'points [95 %]' },
    { field: 'p', title: 'p (Holm)' },
  ];
  return {
    width: drawingWidth,
    height: { step: 15 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      { mark: { type: 'rule', color: colour('ink'), strokeWidth: 1.5 }, encoding: { x: { datum: 0 } } },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' }, color, tooltip },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          y,
          yOffset,
          x: { ...x, field: 'value' },
          color,
          shape: {
            field: 'direction',
            type: 'nominal',
            scale: { domain: directionShape.domain, range: directionShape.range },
            title: directionShape.title,
          },
          tooltip,
        },
      },
    ],
  } as unknown as ChartSpec;
}
