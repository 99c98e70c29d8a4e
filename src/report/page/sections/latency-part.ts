import { formatMs } from '../../../decision/quantities.ts';
import type { Figure, SampleSeries } from '../../../record.ts';
import { minimumSamples } from '../../../statistics/percentile.ts';
import { median } from '../../../statistics/summary.ts';
import { startOfTimes } from '../../costs/backbone-time.ts';
import { costMetric } from '../../costs/cost-metrics.ts';
import { meanName, percentileName } from '../../figures/derived-names.ts';
import { arrow, candidatesOf, find, type SubjectKey, select, subjects } from '../../figures/figure-lookup.ts';
import { percentiles } from '../../figures/sample-figures.ts';
import { chart } from '../chart.ts';
import { type LatencySeries, percentileChart, stageChart } from '../charts/latency-chart.ts';
import { stageSeries, stageTimes } from '../charts/stage-times.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

const whole = 'end to end';
/** More curves than this cannot be told apart; the table has them all. */
const drawnCurves = 6;

interface Query {
  readonly key: SubjectKey;
  readonly series: readonly SampleSeries[];
  readonly samples: number;
}

/** One query at a time: the whole distribution, its stages, and how the first call differs from those after it. */
export async function latencyPart(page: PageModel): Promise<Html> {
  const queries = queriesOf(page);
  const begin = page.record.suite.serving !== undefined && html` ${startOfTimes(queries[0]?.key.dataset ?? '', page.figures)}`;
  const head = html`<h2>Latency of one query</h2>
<p class="lead">One query at a time after warm-up, from its features on. A percentile is drawn where samples suffice
(${percentiles.map((p) => `p${p}: ${minimumSamples[p]}`).join(', ')}); bars are its 95 % interval.${begin}</p>`;
  if (queries.length === 0) {
    return html`<section id="latency">${head}<p class="missing">This record holds no latency: a suite measures it under <code>cost.latency</code>.</p></section>`;
  }
  const shown = representative(page, queries);
  const label = ({ key }: Query): string => strategyName(key);
  const wholes = shown.flatMap((query): LatencySeries[] => {
    const series = query.series.find(({ name }) => name === whole);
    return series === undefined ? [] : [{ label: label(query), series }];
  });
  const stages = shown.flatMap((query) => stageTimes(label(query), query.series));
  // The one that tells the most of them apart.
  const [told] = shown.toSorted((a, b) => stageSeries(b.series).length - stageSeries(a.series).length);
  const ofStages = stageSeries(told!.series).map((series): LatencySeries => ({ label: series.name, series }));
  const { key } = shown[0]!;
  const place = `${key.dataset ?? ''}, ${arrow(key.direction)}`;
  const medians = wholes.map(({ label: name, series }) => `${name} ${formatMs(median(series.values)!)}`).join('; ');
  return html`<section id="latency">${head}
${await chart(page, {
  id: 'latency-percentiles',
  title: `From the median to the tail (${place})`,
  alternative: `Latency by share of queries, for the quickest strategies of each model. Medians: ${medians}.`,
  spec: percentileChart(wholes),
  table: latencyTable(page, queries),
})}
${
  stages.length === 0
    ? undefined
    : await chart(page, {
        id: 'latency-stages',
        title: `Where the median goes, by stage (${place})`,
        alternative: `Median milliseconds by stage: ${stages.map((one) => `${one.label}, ${one.stage} ${formatMs(one.ms)}`).join('; ')}.`,
        spec: stageChart(stages),
        table: stageTable(page, shown),
      })
}${
  ofStages.length < 2
    ? undefined
    : await chart(page, {
        id: 'latency-stage-percentiles',
        title: `Stages of ${label(told!)}, from the median to the tail (${place})`,
        alternative: `Latency of each stage by share of queries. Medians: ${ofStages.map((one) => `${one.label} ${formatMs(median(one.series.values)!)}`).join('; ')}.`,
        spec: percentileChart(ofStages),
      })
}</section>`;
}

/** Every subject with samples of whole queries, in the order of the record. */
function queriesOf({ loaded }: PageModel): Query[] {
  const groups = new Map<string, { key: SubjectKey; series: SampleSeries[]; samples: number }>();
  for (const cell of loaded.cells.filter(({ status }) => status === 'done')) {
    for (const series of cell.samples.filter(({ name }) => costMetric(name)?.from === 'latencies')) {
      const [key] = subjects([series.key as Figure]);
      const name = JSON.stringify(key);
      const group = groups.get(name) ?? { key: key!, series: [], samples: 0 };
      groups.set(name, group);
      group.series.push(series);
      if (series.name === whole) group.samples = series.values.length;
    }
  }
  return [...groups.values()].filter(({ samples }) => samples >= minimumSamples[50]);
}

/** Of the first data set and direction and their largest pool: the quickest ways of every model, by their median. */
function representative({ models }: PageModel, queries: readonly Query[]): Query[] {
  const { dataset, direction } = queries[0]!.key;
  const here = queries.filter(({ key }) => key.dataset === dataset && key.direction === direction);
  const largest = Math.max(...here.map(({ key }) => candidatesOf(key) ?? 0));
  const middle = ({ series }: Query): number =>
    median(series.find(({ name }) => name === whole)?.values ?? []) ?? Number.POSITIVE_INFINITY;
  const ofModel = models.map((model) =>
    here
      .filter(({ key }) => key.model === model && (candidatesOf(key) ?? 0) === largest)
      .toSorted((a, b) => middle(a) - middle(b)),
  );
  const kinds = new Set<string>();
  // The quickest of each kind of scorer, model after model, until the plot is full.
  const firstOfKind = ofModel.map((list) =>
    list.filter(({ key }) => {
      const kind = JSON.stringify([key.model, key.scorer?.split(' ')[0]]);
      return !kinds.has(kind) && kinds.add(kind);
    }),
  );
  const rounds = Math.max(0, ...firstOfKind.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => firstOfKind.flatMap((list) => list[round] ?? []))
    .flat()
    .slice(0, drawnCurves);
}

function stageTable(page: PageModel, queries: readonly Query[]): Html | undefined {
  const rows = queries.flatMap(({ key, series }) => stageSeries(series).map(({ name }) => ({ key, stage: name })));
  return table('Stages of one query', rows, [
    { head: 'strategy', cell: ({ key }) => strategyName(key) },
    { head: 'stage', cell: ({ stage }) => stage },
    ...percentiles.map((p) => ({
      head: `p${p}`,
      number: true,
      cell: ({ key, stage }: (typeof rows)[number]) =>
        figureText(page, find(page.figures, { ...key, metric: percentileName(stage, p) })),
    })),
  ]);
}

function latencyTable(page: PageModel, queries: readonly Query[]): Html | undefined {
  const one = ({ key }: Query, metric: string): Figure | undefined => find(page.figures, { ...key, metric });
  return table('Latency of one query, and the first call', queries, [
    { head: 'strategy', cell: ({ key }) => strategyName(key) },
    { head: 'data set', cell: ({ key }) => key.dataset },
    { head: 'direction', cell: ({ key }) => arrow(key.direction) },
    { head: 'candidates', number: true, cell: ({ key }) => candidatesOf(key)?.toLocaleString('en-US') },
    ...percentiles.map((p) => ({
      head: `p${p}`,
      number: true,
      cell: (query: Query) => figureText(page, one(query, percentileName(whole, p))) ?? `n/a (n = ${query.samples})`,
    })),
    { head: 'mean', number: true, cell: (query) => figureText(page, one(query, meanName(whole))) },
    { head: 'cold start', number: true, cell: (query) => figureText(page, one(query, 'cold start')) },
    { head: 'first call', number: true, cell: (query) => figureText(page, one(query, 'first call')) },
    { head: 'after an idle gap', number: true, cell: (query) => figureText(page, idle(page, query)) },
  ]);
}

const idle = ({ figures }: PageModel, { key }: Query): Figure | undefined => {
  const here = select(figures, key);
  return find(here, { metric: 'idle latency' }) ?? find(here, { metric: percentileName('idle latency', 50) });
};
