import { counted } from '../../counted.ts';
import { quickestQuery } from '../../decision/cost-sentences.ts';
import type { Evidence, QueryCost } from '../../decision/evidence.ts';
import { formatMs, formatPercent, formatPoints, formatSeconds } from '../../decision/quantities.ts';
import { verdict } from '../../decision/verdict.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import { difference } from '../figures/derived-names.ts';
import { find, measured, select } from '../figures/figure-lookup.ts';
import type { DerivedFigures } from '../figures/figures.ts';
import { modelOrder } from '../figures/model-order.ts';
import { directions } from '../figures/per-query.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { plainText } from './escape.ts';
import { numberColumn, tableOf, textColumn } from './terminal-table.ts';

/** The verdict and two tables a data set, for a terminal of that width or for a pipe: lines of plain text, without colours or other escapes. */
export function toSummary(
  { record }: LoadedRecord,
  { figures }: DerivedFigures,
  evidence: readonly Evidence[],
  width?: number,
): string {
  const blocks = evidence.flatMap((about, i) => {
    const { dataset, which, upTo } = verdict(about);
    return [
      ...which.map(plainText),
      '',
      ...(evidence[i - 1]?.dataset === dataset ? [] : tables(about, modelNames(record), select(figures, { dataset }), width)),
      ...upTo.map((sentence) => `- ${plainText(sentence)}`),
      '',
    ];
  });
  return `${blocks.join('\n').trimEnd()}\n`;
}

/** In the order of the report's tables. */
const modelNames = (record: RunRecord): string[] => [...new Set(record.models.map(({ name }) => name))].sort(modelOrder(record));

const tables = (about: Evidence, models: readonly string[], figures: readonly Figure[], width?: number): string[] => [
  ...accuracyTable(about.dataset, models, figures, width),
  ...costTable(about, models, figures, width),
];

function accuracyTable(dataset: string, models: readonly string[], figures: readonly Figure[], width?: number): string[] {
  const rows = models.flatMap((model) =>
    directions.flatMap((direction): string[][] => {
      const cell = (metric: string, format: (figure: Figure) => string): string => {
        const found = find(figures, { model, seed: 'all', direction, metric, scorer: undefined });
        return found === undefined ? '' : format(found);
      };
      const percent = ({ value }: Figure): string => formatPercent(value);
      const gapTo = cell(difference(decisionMetric), (figure) => formatPoints(measured(figure)));
      const cells = [cell('R@1', percent), cell(decisionMetric, percent), gapTo];
      if (cells.every((text) => text === '')) return [];
      return [[plainText(model), direction === 'left-right' ? 'l→r' : 'r→l', ...cells]];
    }),
  );
  if (rows.length === 0) return [];
  const figuresOf = ['R@1', decisionMetric, `Δ${decisionMetric} [95 %]`];
  const columns = [textColumn('model'), textColumn(''), ...figuresOf.map(numberColumn)];
  return [`${plainText(dataset)}: percent, mean over seeds; Δ to the baseline in points`, ...tableOf(columns, rows, width), ''];
}

function costTable(
  { queries, costsFrom }: Evidence,
  models: readonly string[],
  figures: readonly Figure[],
  width?: number,
): string[] {
  const rows = models.flatMap((model): string[][] => {
    const query = costsFrom === undefined ? quickestQuery(queries, model) : undefined;
    const training = trainingCell(select(figures, { model }));
    return query === undefined && training === '' ? [] : [[plainText(model), training, ...queryCells(query)]];
  });
  if (rows.length === 0) return [];
  const isShort = rows.some(([, , p50]) => p50?.startsWith('n/a'));
  const columns = [textColumn('model'), ...['training', 'query', 'recall'].map(numberColumn), textColumn('quickest scorer')];
  return [
    ...tableOf(columns, rows, width),
    'query: median from its features on, by the quickest scorer; l→r where measured',
    ...(isShort
      ? [
          `n/a: a median takes ${counted(minimumSamples[50], 'sample')}; raise cost.latencySeconds (or latencyQueries) of the suite.`,
        ]
      : []),
    '',
  ];
}

const queryCells = (query: QueryCost | undefined): string[] => {
  if (query === undefined) return ['', '', ''];
  const { p50Ms, samples, recall, scorer } = query;
  const median = p50Ms === undefined ? `n/a${samples === undefined ? '' : ` (n = ${samples})`}` : formatMs(p50Ms);
  return [median, recall === undefined ? '' : recall.value.toFixed(3), plainText(scorer)];
};

function trainingCell(figures: readonly Figure[]): string {
  const seconds = select(figures, { metric: 'training time' }).map(({ value }) => value);
  return seconds.length === 0 ? '' : formatSeconds(seconds.reduce((sum, value) => sum + value, 0) / seconds.length);
}
