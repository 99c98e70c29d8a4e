import { formatCount, formatPercent } from '../../../decision/quantities.ts';
import { servedQuality } from '../../costs/served-strategies.ts';
import { bestOfFewCalls, type CallBudget, type CallBudgets, callBudgets, callNote } from '../../figures/call-budgets.ts';
import { arrow, select } from '../../figures/figure-lookup.ts';
import { chart } from '../chart.ts';
import { effortChart } from '../charts/effort-chart.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** Recall of the exhaustive network's ten best over network calls, for searches by the network and the cascade; no section in a run without such searches. */
export async function callsPart(page: PageModel): Promise<Html | undefined> {
  const found = page.record.datasets.flatMap(({ name }) =>
    callBudgets(page.record, select(page.figures, { dataset: name })).map((budgets) => ({ name, budgets })),
  );
  if (found.length === 0) return undefined;
  const plots: Html[] = [];
  for (const [i, { name, budgets }] of found.entries()) plots.push(await plot(page, name, budgets, `calls-${i}`));
  return html`<section id="calls"><h2>Searching by the network's own score</h2>
<p class="lead">${callNote}</p>
${plots}</section>`;
}

async function plot(page: PageModel, dataset: string, budgets: CallBudgets, id: string): Promise<Html> {
  const { model, first, direction, most, rows } = budgets;
  const few = bestOfFewCalls(budgets);
  const place = `${model} upon ${first} on ${dataset}, ${arrow(direction)}, ${formatCount(most)} candidates`;
  const points = rows.map(({ scorer, kind, calls, recall }) => ({
    series: kind,
    candidates: formatCount(most),
    effort: calls.value,
    share: recall.value,
    strategy: scorer,
  }));
  const said = rows.map(
    ({ scorer, calls, recall }) => `${scorer}: ${formatPercent(recall.value)} % by ${formatCount(Math.round(calls.value))} calls`,
  );
  const drawn = await chart(page, {
    id,
    title: `Recall over network calls: ${place}`,
    alternative: `${said.join('; ')}.`,
    spec: effortChart(points, 'network calls a query (log)', 'recall of the exhaustive ten best, percent'),
    table: table<CallBudget>(`Network calls, ${place}`, rows, [
      { head: 'scorer', cell: ({ scorer }) => scorer },
      { head: 'network calls a query', number: true, cell: ({ calls }) => figureText(page, calls) },
      { head: 'of the candidates', number: true, cell: ({ share }) => `${formatPercent(share)} %` },
      { head: 'recall of the ten best', number: true, cell: ({ recall }) => figureText(page, recall) },
      {
        head: 'cascade by as many calls',
        number: true,
        cell: ({ cascadeRecall }) => (cascadeRecall === undefined ? undefined : formatPercent(cascadeRecall)),
      },
      { head: servedQuality, number: true, cell: ({ quality }) => figureText(page, quality) },
    ]),
  });
  return html`${few === undefined ? undefined : html`<p>${few}</p>`}${drawn}`;
}
