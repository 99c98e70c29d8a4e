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

/** Folds differ by some items: numbers of candidates that are taken for the same. */
const alike = 1.1;

const isAlike = (a: number, b: number): boolean => Math.max(a, b) <= alike * Math.min(a, b);

/** Pools over as many candidates as p99 was measured at. */
function timedPools({ pools, p99Ms }: Strategy): readonly Pool[] {
  if (p99Ms === undefined) return [];
  const { smallest, largest } = measuredSizes(p99Ms);
  return pools.filter(({ candidates }) => candidates * alike >= smallest && candidates <= alike * largest);
}

/** The number of candidates at which most strategies have both, the larger of two: quality falls with it, so that all are set against each other at one. */
function commonSize(strategies: readonly Strategy[]): number | undefined {
  const timed = strategies.map(timedPools);
  const count = (size: number): number =>
    timed.filter((pools) => pools.some(({ candidates }) => isAlike(candidates, size))).length;
  const sizes = [...new Set(timed.flat().map(({ candidates }) => candidates))];
  return sizes.toSorted((a, b) => count(b) - count(a) || b - a)[0];
}

/** Quality and p99 of the strategies that have both over the common number of candidates. */
function pointsOf({ strategies }: CostModel): FrontierPoint[] {
  const size = commonSize(strategies);
  if (size === undefined) return [];
  return withDominance(
    strategies.flatMap((strategy) => {
      const { p99Ms: tail } = strategy;
      const pool = timedPools(strategy).find(({ candidates }) => isAlike(candidates, size));
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
