import { formatPercent } from '../../../decision/quantities.ts';
import { decisionMetric } from '../../../metrics/metrics.ts';
import type { Figure } from '../../../record.ts';
import type { Direction } from '../../../types.ts';
import { arrow, find, select } from '../../figures/figure-lookup.ts';
import { learningCurves } from '../../figures/learning-curves.ts';
import { type NumberedDatasets, numberedDatasets } from '../../figures/numbered-datasets.ts';
import { directions } from '../../figures/per-query.ts';
import { chart } from '../chart.ts';
import { curvesChart } from '../charts/curves-chart.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** A model's figures over the data sets of a series. */
interface Line {
  readonly model: string;
  readonly figures: readonly Figure[];
}

/** Every model over data sets that differ in a number: where two lines cross, the better model changes. No section without such data sets. */
export async function crossingPart(page: PageModel): Promise<Html | undefined> {
  const charts: Html[] = [];
  for (const series of numberedDatasets(page.record.datasets.map(({ name }) => name))) {
    for (const direction of directions) {
      const lines = linesOf(page, series, direction);
      if (lines.length > 0) charts.push(await ofDirection(page, series, direction, lines));
    }
  }
  if (charts.length === 0) return undefined;
  return html`<section id="crossing"><h2>Where models overtake each other</h2>
<p class="lead">Data sets whose names differ in a number, one after the other: where two lines cross, the better model changes. Bars are 95 % intervals from resampling
whole families of test items; differences on the same queries stand under Accuracy.</p>
${charts}</section>`;
}

/** Of models that were measured on all data sets of the series; those that were shown fewer pairs have charts of their own. */
function linesOf({ record, figures, models }: PageModel, { members }: NumberedDatasets, direction: Direction): Line[] {
  const shownLess = new Set(
    members.flatMap(({ name }) =>
      learningCurves(record, figures, name).flatMap(({ share, figure }) => (share < 1 ? [figure.model] : [])),
    ),
  );
  const overall = select(figures, { metric: decisionMetric, direction, seed: 'all', scorer: undefined });
  return models
    .filter((model) => !shownLess.has(model))
    .map((model) => ({ model, figures: members.flatMap(({ name }) => find(overall, { model, dataset: name }) ?? []) }))
    .filter((line) => line.figures.length === members.length);
}

async function ofDirection(
  page: PageModel,
  { stem, members }: NumberedDatasets,
  direction: Direction,
  lines: readonly Line[],
): Promise<Html> {
  const best = members.map(({ name }, at) => {
    const [first] = lines.toSorted((a, b) => b.figures[at]!.value - a.figures[at]!.value);
    return `${first!.model} with ${formatPercent(first!.figures[at]!.value)} % on ${name}`;
  });
  const points = lines.flatMap(({ model, figures }) =>
    members.map(({ name, number }, at) => ({ line: model, x: number, at: name, figure: figures[at]! })),
  );
  return chart(page, {
    id: `crossing-${stem.replaceAll(/[^a-z0-9]+/g, '-')}-${direction}`,
    title: `${decisionMetric} of every model over ${stem}, ${arrow(direction)}`,
    alternative: `${decisionMetric} over ${stem} ${arrow(direction)}, the best: ${best.join('; ')}.`,
    spec: curvesChart(points, { title: stem, scale: 'places' }, decisionMetric),
    table: table(`${decisionMetric} over ${stem} ${arrow(direction)}, percent with 95 % intervals`, lines, [
      { head: 'model', cell: ({ model }) => model },
      ...members.map(({ name }, at) => ({
        head: name,
        number: true,
        cell: ({ figures }: Line) => figureText(page, figures[at]),
      })),
    ]),
  });
}
