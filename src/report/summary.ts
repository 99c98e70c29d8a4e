import Table from 'cli-table3';
import { formatMs, formatPercent, formatPoints, formatSeconds } from '../decision/quantities.ts';
import type { Verdict } from '../decision/verdict.ts';
import { decisionMetric } from '../metrics/metrics.ts';
import type { Figure, RunRecord } from '../types.ts';
import { difference } from './derived-names.ts';
import { plainText } from './escape.ts';
import { find, measured, select } from './figure-lookup.ts';
import type { DerivedFigures } from './figures.ts';
import { exactScorer } from './index-costs.ts';
import { isIndexRecall } from './index-recall.ts';
import { modelOrder } from './model-order.ts';
import { directions } from './per-query.ts';
import type { LoadedRecord } from './read-record.ts';

const heads = ['model', 'R@1 l→r', 'R@1 r→l', 'MRR l→r', 'MRR r→l', 'ΔMRR l→r', 'ΔMRR r→l', 'training', 'one query, p50'];

/** The verdict and one table a data set, for a terminal or a pipe: lines of plain text, without colours or other escapes. */
export function toSummary({ record }: LoadedRecord, { figures }: DerivedFigures, verdicts: readonly Verdict[]): string {
  const blocks = verdicts.flatMap(({ dataset, which, upTo }, i) => [
    ...which.map(plainText),
    '',
    ...(verdicts[i - 1]?.dataset === dataset ? [] : tableOf(dataset, modelNames(record), figures)),
    ...upTo.map((sentence) => `- ${plainText(sentence)}`),
    '',
  ]);
  return `${blocks.join('\n').trimEnd()}\n`;
}

/** In the order of the report's tables. */
const modelNames = (record: RunRecord): string[] => [...new Set(record.models.map(({ name }) => name))].sort(modelOrder(record));

function tableOf(dataset: string, models: readonly string[], figures: readonly Figure[]): string[] {
  const here = select(figures, { dataset });
  const table = new Table({
    head: heads,
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...heads.slice(1).map(() => 'right' as const)],
  });
  for (const model of models.filter((name) => here.some((figure) => figure.model === name))) {
    const ofModel = select(here, { model });
    table.push([plainText(model), ...accuracyCells(ofModel), trainingCell(ofModel), queryCell(ofModel)]);
  }
  return table.length === 0
    ? []
    : [`${plainText(dataset)}: percent, mean over seeds; Δ in points with 95 % interval`, table.toString(), ''];
}

function accuracyCells(figures: readonly Figure[]): string[] {
  const cells = (metric: string, format: (figure: Figure) => string): string[] =>
    directions.map((direction) => {
      const found = find(figures, { seed: 'all', direction, metric, scorer: undefined });
      return found === undefined ? '' : format(found);
    });
  const percent = ({ value }: Figure): string => formatPercent(value);
  return [
    ...cells('R@1', percent),
    ...cells(decisionMetric, percent),
    ...cells(difference(decisionMetric), (figure) => formatPoints(measured(figure))),
  ];
}

function trainingCell(figures: readonly Figure[]): string {
  const seconds = select(figures, { metric: 'training time' }).map(({ value }) => value);
  return seconds.length === 0 ? '' : formatSeconds(seconds.reduce((sum, value) => sum + value, 0) / seconds.length);
}

/** The quickest scorer that looks at every candidate, by its median. */
function queryCell(figures: readonly Figure[]): string {
  const indexes = new Set(
    figures.flatMap(({ metric, scorer }) => (isIndexRecall(metric) && scorer !== exactScorer ? [scorer] : [])),
  );
  const exact = select(figures, { metric: 'end to end p50' }).filter(({ scorer }) => !indexes.has(scorer));
  const [best] = exact.toSorted((a, b) => a.value - b.value);
  return best === undefined ? '' : `${formatMs(best.value)} ${plainText(best.scorer ?? '')}`;
}
