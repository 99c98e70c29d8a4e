import { counted } from '../../counted.ts';
import { formatP, formatPercent } from '../../decision/quantities.ts';
import type { Metric } from '../../metrics/metric.ts';
import { decisionMetric, metrics } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { costColumns } from '../costs/cost-columns.ts';
import type { CostMetric } from '../costs/cost-metric.ts';
import { costMetrics } from '../costs/cost-metrics.ts';
import { detectable, difference, holmOf, overFamilies, overSeeds, pOf } from '../figures/derived-names.ts';
import { formatDifference, formatFigure, formatInterval } from '../figures/figure-format.ts';
import { arrow, find, type SubjectKey, select, subjects } from '../figures/figure-lookup.ts';
import { type FigureTable, figureTable } from '../figures/figure-table.ts';
import type { DerivedFigures } from '../figures/figures.ts';
import { cachedShare, modelOrder } from '../figures/model-order.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownOf, markdownTable } from '../text/markdown-table.ts';

interface Row {
  readonly key: SubjectKey;
  /** Share of a pair's operations that caching saves. */
  readonly cached: number | undefined;
  readonly figure: (metric: string) => Figure | undefined;
}

const rows = Object.entries<Metric>(metrics);
const metricNames = (wanted: (metric: Metric) => boolean): string[] =>
  rows.flatMap(([name, metric]) => (wanted(metric) ? [name] : []));
const ofDirection = metricNames(({ over }) => over === 'query');
/** Of both directions at once. */
export const together = metricNames(({ over }) => over !== 'query');
const inSpread = metricNames(({ alsoIn }) => alsoIn?.includes('spread') ?? false);
const inDifferences = metricNames(({ alsoIn }) => alsoIn?.includes('differences') ?? false);
const costsInSpread = Object.entries<CostMetric>(costMetrics).flatMap(([name, { columns }]) =>
  (columns ?? []).flatMap(({ table, head }) => (table === 'spread' ? [{ name, head }] : [])),
);

/** Accuracy of every model in both directions; the most cached models first. */
export const accuracySection = (record: RunRecord, { figures, seeds }: DerivedFigures): string[] =>
  record.datasets.flatMap(({ name }) => {
    const overall = select(figures, { dataset: name, seed: 'all', scorer: undefined });
    if (overall.length === 0) return [];
    const rowsOf = rowsIn(record, overall);
    return [
      `## Accuracy on ${escapeMarkdown(name)}`,
      '',
      `Percent, full ranking over all candidates, ties against the model; mean over ${meanOver(seeds.get(name)?.length ?? 0)} with its 95 % interval over whole families of items. ` +
        'Cached: the share of the operations of a pair that is saved when both sides are cached. Errors that are siblings: of the wrong first answers, those of the right family. Left out: queries without a right answer.',
      '',
      ...markdownTable(
        rowsOf(({ metric, direction }) => direction !== undefined && ofDirection.includes(metric)),
        [
          model,
          cached,
          direction,
          ...ofDirection.map((metric) => figureColumn(metric)),
          ...costColumns<Row>('accuracy', formatFigure),
        ],
      ),
    ];
  });

/** What stands behind the tables of accuracy: both directions together, the spread over seeds, and what separates each model from the baseline. */
export const accuracyDetails = (record: RunRecord, { figures }: DerivedFigures): string[] =>
  record.datasets.flatMap(({ name }) => {
    const rowsOf = rowsIn(record, select(figures, { dataset: name, seed: 'all', scorer: undefined }));
    const lines = [...bothDirections(togetherTable(record, figures, name)), ...spread(rowsOf), ...differences(record, rowsOf)];
    return lines.length === 0 ? [] : [`## Accuracy on ${escapeMarkdown(name)} in detail`, '', ...lines];
  });

/** What is made of both directions, of all models of one data set: rsum, and AUC and AP over all pairs. Nothing without any. */
export function togetherTable(record: RunRecord, figures: readonly Figure[], dataset: string): FigureTable | undefined {
  const overall = select(figures, { dataset, seed: 'all', scorer: undefined });
  const rowsOf = rowsIn(record, overall);
  const found = rowsOf(({ metric }) => together.includes(metric));
  if (found.length === 0) return undefined;
  return figureTable(`Both directions together on ${dataset}, with 95 % intervals`, found, [
    { head: 'model', text: ({ key }) => key.model },
    ...together.map((metric) => ({ head: metric, figure: ({ figure }: Row) => figure(metric) })),
  ]);
}

function bothDirections(table: FigureTable | undefined): string[] {
  return table === undefined ? [] : ['Both directions together:', '', ...markdownOf(table)];
}

const meanOver = (seeds: number): string => `${counted(seeds, 'seed')} (those that every model finished)`;

type RowsOf = (wanted: (figure: Figure) => boolean) => Row[];

/** The intervals of the means' spread over seeds, and means with families weighed alike. */
function spread(rowsOf: RowsOf): string[] {
  const tables = [
    markdownTable(
      rowsOf(({ metric, direction }) => direction !== undefined && inSpread.map(overSeeds).includes(metric)),
      [
        model,
        direction,
        ...inSpread.flatMap((name) => [
          figureColumn(overSeeds(name), `${name}, interval over seeds`, formatInterval),
          figureColumn(overFamilies(name), `${name}, families alike`),
        ]),
        ...costsInSpread.map(({ name, head }) => figureColumn(overSeeds(name), `${head}, interval over seeds`, formatInterval)),
      ],
    ),
    markdownTable(
      rowsOf(({ metric }) => together.map(overSeeds).includes(metric)),
      [model, ...together.map((name) => figureColumn(overSeeds(name), `${name}, interval over seeds`, formatInterval))],
    ),
  ].filter((table) => table.length > 0);
  if (tables.length === 0) return [];
  return [
    'The same means with the intervals of their spread over seeds (t-interval; folds included where each seed tests its own), and means with every family counted once:',
    '',
    ...tables.flat(),
  ];
}

function differences(record: RunRecord, rowsOf: RowsOf): string[] {
  const main = difference(decisionMetric);
  const gap = (metric: string, head: string): Column<Row> => figureColumn(metric, head, formatDifference);
  const probability = (metric: string, head: string): Column<Row> => figureColumn(metric, head, ({ value }) => formatP(value));
  const table = markdownTable(
    rowsOf(({ metric }) => metric === main),
    [
      model,
      direction,
      gap(main, `Δ${decisionMetric}`),
      figureColumn(overSeeds(main), 'interval over seeds', formatInterval),
      probability(pOf(main), 'p'),
      probability(holmOf(main), 'p, Holm'),
      figureColumn(detectable(main), 'detectable'),
      ...inDifferences.filter((name) => name !== decisionMetric).map((name) => gap(difference(name), `Δ${name}`)),
    ],
  );
  if (table.length === 0) return [];
  return [
    `Differences to ${escapeMarkdown(record.suite.baseline)} in points, on the same queries and seeds. p: two-sided, from exchanging whole families; Holm over all ` +
      'models and both directions; models with an @, trained under another rule, are shown but not part of it. Detectable: the smallest true difference found in 80 % of cases.',
    '',
    ...table,
  ];
}

function rowsIn(record: RunRecord, figures: readonly Figure[]): RowsOf {
  const order = modelOrder(record);
  const shareOf = (name: string | undefined): number | undefined => {
    const manifest = record.models.find((one) => one.name === name);
    return manifest === undefined ? undefined : cachedShare(manifest);
  };
  return (wanted) =>
    subjects(figures.filter(wanted))
      .toSorted((a, b) => order(a.model, b.model))
      .map((key) => ({ key, cached: shareOf(key.model), figure: (metric) => find(figures, { ...key, metric }) }));
}

const model: Column<Row> = { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') };
const direction: Column<Row> = { head: 'direction', cell: ({ key }) => arrow(key.direction) };
const cached: Column<Row> = {
  head: 'cached',
  right: true,
  cell: (row) => (row.cached === undefined ? undefined : formatPercent(row.cached)),
};

const figureColumn = (
  metric: string,
  head = metric,
  format: (figure: Figure) => string | undefined = formatFigure,
): Column<Row> => ({
  head,
  right: true,
  cell: ({ figure }) => {
    const found = figure(metric);
    return found === undefined ? undefined : format(found);
  },
});
