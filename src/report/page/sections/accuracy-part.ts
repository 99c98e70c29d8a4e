import { formatPercent, formatPoints } from '../../../decision/quantities.ts';
import { decisionMetric, metrics } from '../../../metrics/metrics.ts';
import type { CostMetric } from '../../costs/cost-metric.ts';
import { costMetrics } from '../../costs/cost-metrics.ts';
import { difference } from '../../figures/derived-names.ts';
import { formatValue } from '../../figures/figure-format.ts';
import { arrow, find, measured, select } from '../../figures/figure-lookup.ts';
import { directions } from '../../figures/per-query.ts';
import { together, togetherTable } from '../../sections/accuracy-section.ts';
import { chart } from '../chart.ts';
import { accuracyChart, accuracyRows } from '../charts/accuracy-chart.ts';
import { differenceRows, forestChart } from '../charts/forest-chart.ts';
import { figureTableOf } from '../figure-table.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** Accuracy in both directions with its intervals, seed by seed, and the differences to the baseline. */
export async function accuracyPart(page: PageModel): Promise<Html> {
  const parts: Html[] = [];
  for (const [i, { name }] of page.record.datasets.entries()) parts.push(await ofDataset(page, name, `accuracy-${i}`));
  return html`<section id="accuracy"><h2>Accuracy</h2>
<p class="lead">Full ranking over all candidates, ties against the model, both directions. Bars are 95 % intervals from resampling whole families of items;
small marks are single seeds, each on its own split.</p>
${parts}</section>`;
}

async function ofDataset(page: PageModel, dataset: string, id: string): Promise<Html> {
  const rows = accuracyRows(page, dataset, decisionMetric);
  if (rows.length === 0) return html`<h3>${dataset}</h3><p class="missing">This run measured no accuracy here.</p>`;
  const [best] = rows.toSorted((a, b) => b.figure.value - a.figure.value);
  const differences = differenceRows(page, dataset, decisionMetric);
  const { baseline } = page.record.suite;
  const drawn = await chart(page, {
    id: `${id}-means`,
    title: `${decisionMetric} by model on ${dataset}`,
    alternative: `${decisionMetric} of every model in both directions on ${dataset}; the best is ${best!.model} ${best!.direction} with ${formatPercent(best!.figure.value)} %.`,
    spec: accuracyChart(rows, decisionMetric),
    table: accuracyTable(page, dataset),
  });
  const both = togetherTable(page.record, page.figures, dataset);
  const folded =
    both === undefined
      ? undefined
      : html`<details><summary>Both directions together: ${together.join(', ')}</summary>${figureTableOf(page, both)}</details>`;
  if (differences.length === 0) return html`<h3>${dataset}</h3>${drawn}${folded}`;
  const forest = await chart(page, {
    id: `${id}-differences`,
    title: `Differences to ${baseline} on ${dataset}, on the same queries`,
    alternative: `Differences in ${decisionMetric} to ${baseline} on ${dataset}: ${differences.map(({ model, direction, figure }) => `${model} ${direction} ${formatPoints(measured(figure))}`).join('; ')}.`,
    spec: forestChart(differences, decisionMetric, baseline),
    table: differenceTable(page, dataset),
  });
  return html`<h3>${dataset}</h3>${drawn}${folded}${forest}`;
}

/** The columns of the same table in report.md. */
const columnsOfQueries = [
  ...Object.entries(metrics).flatMap(([metric, { over }]) => (over === 'query' ? [{ metric, head: metric }] : [])),
  ...Object.entries<CostMetric>(costMetrics).flatMap(([metric, { columns = [] }]) =>
    columns.flatMap(({ table: where, head }) => (where === 'accuracy' ? [{ metric, head }] : [])),
  ),
];

function accuracyTable(page: PageModel, dataset: string): Html | undefined {
  const here = select(page.figures, { dataset, scorer: undefined });
  const rows = accuracyRows(page, dataset, decisionMetric);
  return table(`Accuracy on ${dataset}, percent with 95 % intervals`, rows, [
    { head: 'model', cell: ({ model }) => model },
    { head: 'direction', cell: ({ direction }) => direction },
    ...columnsOfQueries.map(({ metric, head }) => ({
      head,
      number: true,
      cell: ({ model, direction, figure }: (typeof rows)[number]) => {
        const key = { model, metric, seed: figure.seed };
        return figureText(
          page,
          select(here, key).find((one) => arrow(one.direction) === direction),
        );
      },
    })),
  ]);
}

function differenceTable(page: PageModel, dataset: string): Html | undefined {
  const here = select(page.figures, { dataset });
  const shown = Object.entries(metrics).flatMap(([name, row]) =>
    'alsoIn' in row && (row.alsoIn as readonly string[]).includes('differences') ? [name] : [],
  );
  const rows = page.models.flatMap((model) => directions.map((direction) => ({ model, direction })));
  const tested = differenceRows(page, dataset, decisionMetric);
  const filled = rows.filter((row) => find(here, { ...row, metric: difference(decisionMetric) }) !== undefined);
  return table(`Differences to ${page.record.suite.baseline} on ${dataset}, points with 95 % intervals`, filled, [
    { head: 'model', cell: ({ model }) => model },
    { head: 'direction', cell: ({ direction }) => arrow(direction) },
    ...shown.map((metric) => ({
      head: metric,
      number: true,
      cell: (row: (typeof rows)[number]) => {
        const found = select(here, { ...row, metric: difference(metric) });
        return figureText(page, find(found, { seed: 'all' }) ?? found[0], (figure) => formatPoints(measured(figure)));
      },
    })),
    {
      head: `p of ${decisionMetric}, Holm`,
      number: true,
      cell: (row) => {
        const holm = tested.find(({ model, direction }) => model === row.model && direction === arrow(row.direction))?.holm;
        return figureText(page, holm, ({ unit, value }) =>
          unit === 'probability' ? value.toFixed(3) : formatValue(unit, value),
        );
      },
    },
  ]);
}
