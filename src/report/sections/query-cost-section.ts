import { formatCount } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import { answerRecall } from '../costs/answer-recall.ts';
import { costColumns } from '../costs/cost-columns.ts';
import { exactScorer, type IndexCost } from '../costs/index-costs.ts';
import { isIndexRecall } from '../costs/index-recall.ts';
import { withoutSweeps } from '../costs/size-sweeps.ts';
import { arrow, candidatesOf, find, type SubjectKey, subjects } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { percentiles } from '../figures/sample-figures.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

interface Row {
  readonly key: SubjectKey;
  readonly figure: (metric: string) => Figure | undefined;
  readonly recall: Figure | undefined;
}

/** One query at a time, for every scorer; then what an index gains on exact search, and when it has paid for itself. */
export function queryCostSection(record: RunRecord, figures: readonly Figure[], indexCosts: readonly IndexCost[]): string[] {
  const measured = rowsOf(record, figures, (metric) => metric === 'end to end mean');
  const isIndex = ({ key, figure, recall }: Row): boolean =>
    key.scorer !== exactScorer && (figure('build time') !== undefined || (recall !== undefined && isIndexRecall(recall.metric)));
  const indexed = rowsOf(record, figures, (metric) => metric === 'search mean' || isIndexRecall(metric));
  const indexModels = new Set(indexed.filter(isIndex).map(({ key }) => key.model));
  const lines = indexed.filter((row) => isIndex(row) || (row.key.scorer === exactScorer && indexModels.has(row.key.model)));
  return [
    ...latencies(measured.filter((row) => !isIndex(row))),
    ...(indexModels.size === 0 ? [] : indexes(exactFirst(lines), indexCosts)),
  ];
}

function latencies(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const readsTexts = rows.some(({ key }) => key.scorer?.startsWith('text '))
    ? ' A scorer whose name begins with text starts at the text of the query, all others at its features, whose backbone their times leave out.'
    : '';
  const needs = percentiles.map((p) => `p${p} ${minimumSamples[p]}`).join(', ');
  return [
    '## Cost of one query',
    '',
    `One query at a time, after warm-up, from its features on: its encoding by the model is in it, what a backbone takes before is not. n/a: too few samples for that percentile (${needs}). Throughput is that of one client.${readsTexts}`,
    '',
    ...markdownTable(rows, [
      ...subjectColumns,
      ...costColumns<Row>('query'),
      { head: 'samples', right: true, cell: ({ figure }) => formatted(figure('end to end mean')?.samples, formatCount) },
    ]),
  ];
}

function indexes(rows: readonly Row[], costs: readonly IndexCost[]): string[] {
  const breakEvenOf = ({ key }: Row): string | undefined => {
    const found = costs.find((cost) => subjectOf(cost) === subjectOf({ key }))?.breakEven;
    if (found === undefined) return undefined;
    if (found.queries === 'never') return found.high === found.low ? 'never' : `never [${count(found.low)}, never]`;
    return found.low === undefined ? count(found.queries) : `${count(found.queries)} [${count(found.low)}, ${count(found.high)}]`;
  };
  const byNetworks = rows.some(({ key, recall }) => key.scorer?.includes(' first=') && recall !== undefined)
    ? ' Of a cascade or a search by a network: share of the ten best by its own scores.'
    : '';
  return [
    '## Cached embeddings: exact search and indexes',
    '',
    `Recall: share of the exact k best that are returned (k as in the suite), ties admitted, by exact scores of unquantised vectors.${byNetworks} Break-even: queries after which the time saved on search has paid for ` +
      'building the index, against exact search over the same embeddings, by median search times (search p50); “never” where the index is not the faster one at the median. Its bracket takes both medians at opposite ends of their 95 % intervals.',
    '',
    ...markdownTable(rows, [
      ...subjectColumns,
      { head: 'recall', right: true, cell: recallOf },
      ...costColumns<Row>('index'),
      { head: 'break-even, queries', right: true, cell: breakEvenOf },
    ]),
  ];
}

const recallOf = ({ key, recall }: Row): string | undefined => {
  if (recall !== undefined) return recall.value.toFixed(3);
  return key.scorer === exactScorer ? '1 (exact)' : undefined;
};

/** The exact line heads the settings of the indexes that it is the measure of. */
const exactFirst = (rows: readonly Row[]): Row[] => {
  const group = ({ key }: Row): string => JSON.stringify([key.dataset, key.model, key.direction, key.leftCount, key.rightCount]);
  const groups = [...new Set(rows.map(group))];
  return groups.flatMap((name) => {
    const members = rows.filter((row) => group(row) === name);
    return [
      ...members.filter(({ key }) => key.scorer === exactScorer),
      // 16 before 128, as knobs are read.
      ...members
        .filter(({ key }) => key.scorer !== exactScorer)
        .toSorted((a, b) => (a.key.scorer ?? '').localeCompare(b.key.scorer ?? '', 'en', { numeric: true })),
    ];
  });
};

/** Data sets in the order of the record, the most cached models first. */
function rowsOf(record: RunRecord, figures: readonly Figure[], wanted: (metric: string) => boolean): Row[] {
  const order = modelOrder(record);
  const place = (key: SubjectKey): number => record.datasets.findIndex(({ name }) => name === key.dataset);
  return subjects(withoutSweeps(figures).filter(({ metric }) => wanted(metric)))
    .toSorted((a, b) => place(a) - place(b) || order(a.model, b.model))
    .map((key) => ({
      key,
      figure: (metric) => find(figures, { ...key, metric }),
      recall: answerRecall(figures, key),
    }));
}

const subjectOf = ({ key }: { readonly key: Partial<Figure> }): string =>
  JSON.stringify(
    [key.model, key.scorer, key.direction, key.dataset, key.split, key.seed, key.leftCount, key.rightCount].map(
      (value) => value ?? null,
    ),
  );

const subjectColumns: readonly Column<Row>[] = [
  { head: 'data set', cell: ({ key }) => escapeMarkdown(key.dataset ?? '') },
  { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
  { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
  { head: 'direction', cell: ({ key }) => (key.direction === undefined ? undefined : arrow(key.direction)) },
  { head: 'candidates', right: true, cell: ({ key }) => formatted(candidatesOf(key), formatCount) },
];

const formatted = (value: number | undefined, text: (value: number) => string): string | undefined =>
  value === undefined ? undefined : text(value);
const count = (queries: number | 'never' | undefined): string => (typeof queries === 'number' ? formatCount(queries) : 'never');
