import type { CostModel, Pool, Strategy } from '../../../decision/cost-model.ts';
import { costAt, measuredSizes } from '../../../decision/growth.ts';
import { formatBytes, formatCounted, formatMs, formatPercent } from '../../../decision/quantities.ts';
import { arrow } from '../../figures/figure-lookup.ts';
import { chart } from '../chart.ts';
import { type FrontierPoint, frontierChart, withDominance } from '../charts/frontier-chart.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

/** Quality against latency of every strategy and setting, a plot a data set and direction. */
export async function frontierPart(page: PageModel): Promise<Html> {
  const plots: Html[] = [];
  for (const [i, model] of page.costModels.entries()) plots.push(...(await plot(page, model, `frontier-${i}`)));
  return html`<section id="frontier"><h2>Quality against latency</h2>
<p class="lead">Every strategy at every setting. Grey ones are dominated: another is at least as good in quality, p99 and bytes an item, and better in one. The dashed line is
exact search over the baseline's embeddings.</p>
${plots.length > 0 ? plots : html`<p class="missing">No strategy of this record has both its quality and a p99: a suite measures them under <code>serving</code>.</p>`}</section>`;
}

async function plot(page: PageModel, model: CostModel, id: string): Promise<Html[]> {
  const points = pointsOf(model);
  if (points.length < 2) return [];
  const { baseline } = page.record.suite;
  const exact = model.strategies.find((one) => one.model === baseline && one.scorer === 'exact')?.id;
  const front = points.filter(({ dominated }) => !dominated);
  const size = Math.max(...points.map(({ candidates }) => candidates));
  const named = front
    .toSorted((a, b) => a.p99Ms - b.p99Ms)
    .map(({ strategy, quality, p99Ms }) => `${strategy} (${formatPercent(quality)} %, ${formatMs(p99Ms)})`);
  const drawn = await chart(page, {
    id,
    title: `${model.qualityMetric} against p99 on ${model.dataset}, ${arrow(model.direction)}, about ${formatCounted(size, 'candidate')}`,
    alternative: `Not dominated, with p99: ${named.join('; ')}.`,
    spec: frontierChart(points, model.qualityMetric, points.find(({ strategy }) => strategy === exact)?.quality),
    table: table(
      `Strategies on ${model.dataset}, ${arrow(model.direction)}`,
      points.toSorted((a, b) => a.p99Ms - b.p99Ms),
      [
        { head: 'strategy', cell: ({ strategy }) => strategy },
        { head: `${model.qualityMetric}, %`, number: true, cell: ({ quality }) => formatPercent(quality) },
        { head: 'p99', number: true, cell: ({ p99Ms }) => formatMs(p99Ms) },
        { head: 'bytes an item', number: true, cell: ({ bytes }) => (bytes === undefined ? undefined : formatBytes(bytes)) },
        { head: 'place', cell: ({ dominated }) => (dominated ? 'dominated' : 'on the frontier') },
      ],
    ),
  });
  return [drawn, html`<p>On the frontier, the quickest first: ${named.join('; ')}.</p>`];
}

/** The pool whose size is nearest to those at which p99 was measured, the larger of two. */
function poolNear(
  { pools }: Strategy,
  { smallest, largest }: { readonly smallest: number; readonly largest: number },
): Pool | undefined {
  const distance = ({ candidates }: Pool): number =>
    Math.abs(Math.log(candidates / Math.min(largest, Math.max(smallest, candidates))));
  return pools.toSorted((a, b) => distance(a) - distance(b) || b.candidates - a.candidates)[0];
}

/** Where quality is known over as many candidates as p99 is, or nearly (folds differ by some items). */
function pointsOf({ strategies }: CostModel): FrontierPoint[] {
  return withDominance(
    strategies.flatMap((strategy) => {
      const { p99Ms: tail } = strategy;
      const pool = tail === undefined ? undefined : poolNear(strategy, measuredSizes(tail));
      if (pool === undefined || tail === undefined) return [];
      const { candidates, quality } = pool;
      const { value: p99Ms } = costAt(tail, candidates);
      return [
        {
          strategy: strategyName(strategy),
          candidates,
          family: strategy.family ?? 'unknown',
          quality: quality.value,
          low: quality.low,
          high: quality.high,
          p99Ms,
          bytes: strategy.bytesPerItem,
        },
      ];
    }),
  );
}
