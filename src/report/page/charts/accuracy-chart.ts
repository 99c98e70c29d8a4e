import type { Figure } from '../../../record.ts';
import { arrow, find, select } from '../../figures/figure-lookup.ts';
import { directions } from '../../figures/per-query.ts';
import type { PageModel } from '../page-model.ts';
import { colour, familyColour } from '../theme.ts';
import { type ChartSpec, drawingWidth } from '../vega.ts';

/** Shapes tell the directions apart without colour. */
export const directionShape = {
  title: 'query → candidates',
  domain: directions.map(arrow),
  range: ['circle', 'diamond'],
} as const;

/** Families by colour, those of the rows alone, in the order they first come. */
export function familyScale(families: readonly (string | undefined)[]) {
  const domain = [...new Set(families.map((family) => family ?? 'unknown'))];
  return { domain, range: domain.map(familyColour) };
}

export interface AccuracyRow {
  readonly model: string;
  readonly direction: string;
  readonly family: string;
  readonly figure: Figure;
  readonly seeds: readonly Figure[];
}

/** The mean over seeds of one metric, by model and direction; a run of one seed has that seed's figure. */
export function accuracyRows(page: PageModel, dataset: string, metric: string): AccuracyRow[] {
  const here = select(page.figures, { dataset, metric, scorer: undefined });
  return page.models.flatMap((model) =>
    directions.flatMap((direction): AccuracyRow[] => {
      const ofModel = select(here, { model, direction });
      const seeds = ofModel.filter(({ seed }) => typeof seed === 'number');
      const figure = find(ofModel, { seed: 'all' }) ?? seeds[0];
      if (figure === undefined) return [];
      return [{ model, direction: arrow(direction), family: page.familyOf(model) ?? 'unknown', figure, seeds }];
    }),
  );
}

const percent = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value * 1e4) / 100;

/** Means with their intervals over families of items, seeds as dots behind them. */
export function accuracyChart(rows: readonly AccuracyRow[], metric: string): ChartSpec {
  const models = [...new Set(rows.map(({ model }) => model))];
  const means = rows.map(({ model, direction, family, figure }) => ({
    model,
    direction,
    family,
    value: percent(figure.value),
    low: percent(figure.ciLow),
    high: percent(figure.ciHigh),
  }));
  const seeds = rows.flatMap((row) =>
    row.seeds.map(({ seed, split, value }) => ({
      model: row.model,
      direction: row.direction,
      family: row.family,
      seed: `seed ${seed}, ${split}`,
      value: percent(value),
    })),
  );
  const y = { field: 'model', type: 'nominal', sort: models, title: null, axis: { grid: true, ticks: false, bandPosition: 0.5 } };
  const yOffset = { field: 'direction', type: 'nominal', sort: directionShape.domain };
  const color = { field: 'family', type: 'nominal', scale: familyScale(rows.map(({ family }) => family)), title: 'family' };
  const shape = {
    field: 'direction',
    type: 'nominal',
    scale: { domain: directionShape.domain, range: directionShape.range },
    title: directionShape.title,
  };
  const x = { type: 'quantitative', title: `${metric}, percent`, scale: { zero: false, nice: true }, axis: { tickCount: 8 } };
  const tip = [
    { field: 'model' },
    { field: 'direction' },
    { field: 'value', title: `${metric}, %` },
    { field: 'low', title: 'from (95 %)' },
    { field: 'high', title: 'to' },
  ];
  return {
    width: drawingWidth,
    height: { step: 17 },
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values: means },
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' }, color, tooltip: tip },
      },
      {
        data: { values: seeds },
        mark: { type: 'point', filled: true, size: 26, opacity: 1, stroke: colour('paper'), strokeWidth: 0.7 },
        encoding: {
          y,
          yOffset,
          x: { ...x, field: 'value' },
          shape,
          color: { value: colour('quiet') },
          tooltip: [{ field: 'model' }, { field: 'seed' }, { field: 'value', title: `${metric}, %` }],
        },
      },
      {
        data: { values: means },
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { y, yOffset, x: { ...x, field: 'value' }, shape, color, tooltip: tip },
      },
    ],
    resolve: { scale: { color: 'shared', shape: 'shared' } },
  } as unknown as ChartSpec;
}
