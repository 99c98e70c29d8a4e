import { formatBytes, formatCount, formatDigits, formatMs } from '../../decision/quantities.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import type { Figure } from '../../types.ts';
import { escapeMarkdown } from '../escape.ts';
import { arrow, candidatesOf, find, type SubjectKey, select, subjects } from '../figure-lookup.ts';
import { exactScorer, type IndexCost, isIndexRecall } from '../index-costs.ts';
import { type Column, markdownTable } from '../markdown-table.ts';
import { percentiles } from '../sample-figures.ts';

interface Row {
  readonly key: SubjectKey;
  readonly figure: (metric: string) => Figure | undefined;
  readonly recall: Figure | undefined;
}

/** One query at a time, for every scorer; then what an index gains on exact search, and when it has paid for itself. */
export function queryCostSection(figures: readonly Figure[], indexCosts: readonly IndexCost[]): string[] {
  const measured = rowsOf(figures, (metric) => metric === 'end to end mean');
  const isIndex = ({ key, figure, recall }: Row): boolean =>
    key.scorer !== exactScorer && (figure('build time') !== undefined || recall !== undefined);
  const indexed = rowsOf(figures, (metric) => metric === 'search mean' || isIndexRecall(metric));
  const indexModels = new Set(indexed.filter(isIndex).map(({ key }) => key.model));
  const lines = indexed.filter((row) => isIndex(row) || (row.key.scorer === exactScorer && indexModels.has(row.key.model)));
  return [
    ...latencies(measured.filter((row) => !isIndex(row))),
    ...(indexModels.size === 0 ? [] : indexes(exactFirst(lines), indexCosts)),
  ];
}

function latencies(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const needs = percentiles.map((p) => `p${p} ${minimumSamples[p]}`).join(', ');
  return [
    '## Cost of one query',
    '',
    `One query at a time, after warm-up, its encoding included. n/a: too few samples for that percentile (${needs}). Throughput is that of one client.`,
    '',
    ...markdownTable(rows, [
      ...subjectColumns,
      ...percentiles.map((p) => percentileColumn('end to end', p, `p${p}`)),
      time('first call', 'first call'),
      { head: 'queries/s', right: true, cell: ({ figure }) => format(figure('throughput'), formatDigits) },
      time('encode p50', 'encoding p50'),
      time('search p50', 'search p50'),
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
  return [
    '## Cached embeddings: exact search and indexes',
    '',
    'Recall: share of the exact k best that are returned (k as in the suite), ties admitted, by exact scores of unquantised vectors. Break-even: queries after which the time saved on search has paid for ' +
      'building the index, against exact search over the same embeddings; “never” where it is not faster.',
    '',
    ...markdownTable(rows, [
      ...subjectColumns,
      { head: 'recall', right: true, cell: recallOf },
      percentileColumn('search', 50),
      percentileColumn('search', 99),
      percentileColumn('end to end', 50),
      time('build time', 'build'),
      { head: 'index', right: true, cell: ({ figure }) => format(figure('index bytes'), formatBytes) },
      { head: 'cache', right: true, cell: ({ figure }) => format(figure('cache bytes'), formatBytes) },
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
      ...members.filter(({ key }) => key.scorer !== exactScorer),
    ];
  });
};

const rowsOf = (figures: readonly Figure[], wanted: (metric: string) => boolean): Row[] =>
  subjects(figures.filter(({ metric }) => wanted(metric))).map((key) => ({
    key,
    figure: (metric) => find(figures, { ...key, metric }),
    recall: select(figures, key).find(({ metric }) => isIndexRecall(metric)),
  }));

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

function percentileColumn(name: string, p: (typeof percentiles)[number], head = `${name} p${p}`): Column<Row> {
  return {
    head,
    right: true,
    cell: ({ figure }) => {
      const found = figure(`${name} p${p}`);
      if (found !== undefined) return formatMs(found.value);
      const samples = figure(`${name} mean`)?.samples;
      return samples === undefined ? undefined : `n/a (n = ${samples})`;
    },
  };
}

const time = (metric: string, head: string): Column<Row> => ({
  head,
  right: true,
  cell: ({ figure }) => format(figure(metric), formatMs),
});

const format = (figure: Figure | undefined, text: (value: number) => string): string | undefined =>
  formatted(figure?.value, text);
const formatted = (value: number | undefined, text: (value: number) => string): string | undefined =>
  value === undefined ? undefined : text(value);
const count = (queries: number | 'never' | undefined): string => (typeof queries === 'number' ? formatCount(queries) : 'never');
