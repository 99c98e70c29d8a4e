import { formatDigits, formatPercent, formatPoints } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../types.ts';
import { decisionMetric } from '../difference-figures.ts';
import { escapeMarkdown } from '../escape.ts';
import { arrow, find, measured, type SubjectKey, select, subjects } from '../figure-lookup.ts';
import type { DerivedFigures } from '../figures.ts';
import { type Column, markdownTable } from '../markdown-table.ts';
import { queryMetrics } from '../per-query.ts';

interface Row {
  readonly key: SubjectKey;
  readonly figure: (metric: string) => Figure | undefined;
}

/** Accuracy of every model in both directions, and what separates each from the baseline. */
export const accuracySection = (record: RunRecord, { figures, seeds }: DerivedFigures): string[] =>
  record.datasets.flatMap(({ name }) => {
    const overall = select(figures, { dataset: name, seed: 'all' });
    if (overall.length === 0) return [];
    return [
      `## Accuracy on ${escapeMarkdown(name)}`,
      '',
      `Percent, full ranking over all candidates, ties against the model; mean over ${meanOver(seeds.get(name)?.length ?? 0)} with its 95 % interval from resampling whole families. ` +
        'Intervals of medR, errors that are siblings, AUC and AP are t-intervals over seeds. Errors that are siblings: of the wrong first answers, those of the right family. Left out: queries without a right answer.',
      '',
      ...markdownTable(
        rowsOf(overall, ({ direction }) => direction !== undefined),
        [
          model,
          direction,
          ...queryMetrics.map(percentColumn),
          { head: 'medR', right: true, cell: ({ figure }) => numbers(figure('medR')) },
          { ...percentColumn('sibling errors'), head: 'errors that are siblings' },
          { head: 'queries left out', right: true, cell: ({ figure }) => counted(figure('queries left out')) },
        ],
      ),
      'Both directions together:',
      '',
      ...markdownTable(
        rowsOf(overall, ({ metric }) => ['rsum', 'AUC', 'AP'].includes(metric)),
        [
          model,
          { head: 'rsum', right: true, cell: ({ figure }) => numbers(figure('rsum')) },
          percentColumn('AUC'),
          percentColumn('AP'),
        ],
      ),
      ...spread(overall),
      ...differences(record, overall),
    ];
  });

const meanOver = (seeds: number): string => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} (those that every model finished)`;

/** The mean again, with families weighed alike, and with the interval of its spread over seeds in place of that over families. */
function spread(overall: readonly Figure[]): string[] {
  const metrics = ['R@1', decisionMetric];
  const table = markdownTable(
    rowsOf(overall, ({ metric, direction }) => direction !== undefined && metrics.includes(metric)),
    [
      model,
      direction,
      ...metrics.flatMap((name) => [
        { ...percentColumn(`${name} over seeds`), head: `${name}, spread over seeds` },
        { ...percentColumn(`${name} over families`), head: `${name}, families alike` },
      ]),
    ],
  );
  if (table.length === 0) return [];
  return [
    'Spread over seeds (t-interval of the mean; folds included where each seed tests its own) and means with every family counted once:',
    '',
    ...table,
  ];
}

function differences(record: RunRecord, overall: readonly Figure[]): string[] {
  const main = `${decisionMetric} difference`;
  const points = (metric: string, head: string): Column<Row> => ({
    head,
    right: true,
    cell: ({ figure }) => pointsOf(figure(metric)),
  });
  const probability = (metric: string, head: string): Column<Row> => ({
    head,
    right: true,
    cell: ({ figure }) => {
      const found = figure(metric);
      return found === undefined ? undefined : found.value < 0.001 ? '< 0.001' : found.value.toFixed(3);
    },
  });
  const table = markdownTable(
    rowsOf(overall, ({ metric }) => metric === main),
    [
      model,
      direction,
      points(main, `Δ${decisionMetric}`),
      points(`${main} over seeds`, 'spread over seeds'),
      probability(`${main} p`, 'p'),
      probability(`${main} p Holm`, 'p, Holm'),
      points(`${main} detectable`, 'detectable'),
      points('R@1 difference', 'ΔR@1'),
      points('R@10 difference', 'ΔR@10'),
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

function rowsOf(figures: readonly Figure[], wanted: (figure: Figure) => boolean): Row[] {
  const keys = subjects(figures.filter(({ scorer }) => scorer === undefined).filter(wanted));
  return keys.map((key) => ({ key, figure: (metric) => find(figures, { ...key, metric }) }));
}

const model: Column<Row> = { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') };
const direction: Column<Row> = { head: 'direction', cell: ({ key }) => arrow(key.direction) };

const percentColumn = (metric: string): Column<Row> => ({
  head: metric,
  right: true,
  cell: ({ figure }) => percent(figure(metric)),
});

function percent(figure: Figure | undefined): string | undefined {
  if (figure === undefined) return undefined;
  return formatPercent(figure.value) + bracket(figure, formatPercent);
}

const numbers = (figure: Figure | undefined): string | undefined =>
  figure === undefined ? undefined : formatDigits(figure.value) + bracket(figure, formatDigits);

const counted = (figure: Figure | undefined): string | undefined =>
  figure === undefined ? undefined : formatDigits(figure.value);

const bracket = ({ ciLow, ciHigh }: Figure, format: (value: number) => string): string =>
  ciLow === undefined || ciHigh === undefined ? '' : ` [${format(ciLow)}, ${format(ciHigh)}]`;

const pointsOf = (figure: Figure | undefined): string | undefined =>
  figure === undefined
    ? undefined
    : figure.metric.endsWith('detectable')
      ? formatPercent(figure.value)
      : formatPoints(measured(figure));
