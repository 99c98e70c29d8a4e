import { counted } from '../../../counted.ts';
import type { CostModel, Strategy } from '../../../decision/cost-model.ts';
import { formatDigits, formatMs } from '../../../decision/quantities.ts';
import { startOfTimes } from '../../costs/backbone-time.ts';
import { arrow, find } from '../../figures/figure-lookup.ts';
import { chart } from '../chart.ts';
import { type LoadPoint, loadChart } from '../charts/load-chart.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

/** What happens when queries arrive by themselves: p99 over the rate, and the rate that is still within the objective. */
export async function loadPart(page: PageModel): Promise<Html> {
  const plots: Html[] = [];
  for (const [i, model] of page.costModels.entries()) plots.push(...(await plot(page, model, `load-${i}`)));
  const begin = plots.length > 0 && html` ${startOfTimes(page.costModels[0]!.dataset, page.figures)}`;
  return html`<section id="load"><h2>Under load</h2>
<p class="lead">Queries arrive at random (Poisson) whether or not the last was answered, and wait in line; time counts from when a query was due. Rings mark the highest
rate that was sustained within the objective.${begin}</p>
${plots.length > 0 ? plots : html`<p class="missing">This record holds no load: a suite measures it under <code>serving.load</code>.</p>`}</section>`;
}

/** More curves than this cannot be told apart; the table has them all. */
const drawnCurves = 6;

/** Those whose load was measured: first those whose costs are drawn. */
function drawnStrategies({ choices }: PageModel, model: CostModel): Strategy[] {
  const drawn = choices.find((choice) => choice.model === model)?.drawn ?? [];
  const rank = ({ id }: Strategy): number => (drawn.includes(id) ? drawn.indexOf(id) : drawn.length);
  return model.strategies
    .filter(({ loads }) => loads.length > 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, drawnCurves);
}

async function plot(page: PageModel, model: CostModel, id: string): Promise<Html[]> {
  const points = drawnStrategies(page, model).flatMap((strategy) =>
    strategy.loads.flatMap(({ rates }) =>
      rates.flatMap(({ ratePerSecond, p99Ms, sustained }): LoadPoint[] =>
        p99Ms === undefined ? [] : [{ strategy: strategyName(strategy), rate: ratePerSecond, p99Ms, sustained }],
      ),
    ),
  );
  if (points.length === 0) return [];
  const objective = objectiveOf(page, model);
  const within = ({ p99Ms, sustained }: LoadPoint): boolean => sustained && (objective === undefined || p99Ms <= objective);
  const knees = [...new Set(points.map(({ strategy }) => strategy))].flatMap((name) => {
    const own = points.filter((point) => point.strategy === name && within(point));
    return own.toSorted((a, b) => b.rate - a.rate)[0] ?? [];
  });
  const { dataset, direction } = model;
  const drawn = await chart(page, {
    id,
    title: `p99 over the offered rate on ${dataset}, ${arrow(direction)}${objective === undefined ? '' : `; objective ${formatMs(objective)}`}`,
    alternative: `Highest rate within the objective: ${knees.map(({ strategy, rate }) => `${strategy} ${counted(rate, 'query a second', 'queries a second', formatDigits(rate))}`).join('; ')}.`,
    spec: loadChart(points, knees, objective),
    table: table(
      `Rate that is sustained on ${dataset}, ${arrow(direction)}`,
      model.strategies.filter(({ loads }) => loads.length > 0),
      [
        { head: 'strategy', cell: strategyName },
        {
          head: 'within the objective',
          number: true,
          cell: ({ model: name, scorer }) =>
            figureText(page, find(page.figures, { dataset, direction, model: name, scorer, metric: 'sustained rate' })),
        },
        {
          head: 'all at once',
          number: true,
          cell: ({ model: name, scorer }) =>
            figureText(page, find(page.figures, { dataset, direction, model: name, scorer, metric: 'offline rate' })),
        },
      ],
    ),
  });
  return [drawn];
}

/** What the load cells of a data set were asked to meet. */
function objectiveOf({ loaded }: PageModel, { dataset }: CostModel): number | undefined {
  const cell = loaded.cells.find(({ kind, key, details }) => kind === 'load' && key.dataset === dataset && details !== undefined);
  const objective = cell?.details?.objectiveMs;
  return typeof objective === 'number' ? objective : undefined;
}
