import { formatCount, formatDigits } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { find, select } from '../figures/figure-lookup.ts';
import { type FigureColumn, type FigureTable, figureTable } from '../figures/figure-table.ts';
import { modelOrder } from '../figures/model-order.ts';
import { inScope, pairMetrics } from '../figures/pair-series.ts';
import { markdownOf } from '../text/markdown-table.ts';

interface Row {
  readonly dataset: string;
  readonly model: string;
  readonly figure: (metric: string, direction?: Direction) => Figure | undefined;
  /** The quickest way to score pairs that was measured. */
  readonly throughput: Figure | undefined;
}

export const pairTitle = 'Pair filtering';

export const pairNote =
  'Are these two related? In percent, means over the seeds that every model finished. Threshold (best F1) and Platt scaling are fitted on validation pairs alone, for each prevalence anew: of all N × M test pairs, ' +
  'and of every right pair with 10 or 100 wrong ones drawn by seed, the same for every model. 95 % intervals resample whole families of the left items; that of AP is a t-interval over seeds. Brier skill: 0 is always saying the prevalence, 100 is knowing. ' +
  'No answer: for a half of the queries, drawn by seed, all right answers are taken away; AUROC of the best score, and the share of these queries that pass where 95 % of the others do. ' +
  'Pairs a second with both sides encoded, from the cost of all pairs by the quickest scorer named.';

/** "Are these two related?": one line a model; every other figure of it is in results.csv. `undefined` where nobody asked. */
export function pairTable(record: RunRecord, figures: readonly Figure[]): FigureTable | undefined {
  const overall = select(figures, { seed: 'all', scorer: undefined }).filter(({ metric }) => Object.hasOwn(pairMetrics, metric));
  const judged = new Map(overall.map((figure) => [JSON.stringify([figure.dataset, figure.model]), figure]));
  const rows = [...judged.values()].flatMap(({ dataset, model }): Row[] => {
    if (dataset === undefined || model === undefined) return [];
    const here = select(overall, { dataset, model });
    const speeds = select(figures, { dataset, model, metric: 'pair throughput' });
    return [
      {
        dataset,
        model,
        figure: (metric, direction) => find(here, { metric, direction }),
        throughput: speeds.toSorted((a, b) => b.value - a.value)[0],
      },
    ];
  });
  if (rows.length === 0) return undefined;
  const order = record.datasets.map(({ name }) => name);
  const byModel = modelOrder(record);
  const listed = rows.toSorted((a, b) => order.indexOf(a.dataset) - order.indexOf(b.dataset) || byModel(a.model, b.model));
  return figureTable(pairTitle, listed, [
    { head: 'data set', text: ({ dataset }) => dataset },
    { head: 'model', text: ({ model }) => model },
    percent('F1, all pairs', inScope('F1', 'all')),
    percent('F1, 1:100', inScope('F1', '1:100')),
    percent('F1, 1:10', inScope('F1', '1:10')),
    percent('precision, 1:10', inScope('precision', '1:10')),
    percent('recall, 1:10', inScope('recall', '1:10')),
    percent('AP, 1:10', inScope('AP', '1:10')),
    percent('Brier skill, 1:10', inScope('Brier skill', '1:10')),
    percent('no answer, AUROC left→right', 'no-answer AUROC', 'left-right'),
    percent('right→left', 'no-answer AUROC', 'right-left'),
    percent('FPR at 95 % TPR left→right', 'no-answer FPR@95TPR', 'left-right'),
    percent('right→left', 'no-answer FPR@95TPR', 'right-left'),
    { head: 'pairs/s', figure: ({ throughput }) => throughput, format: speed },
  ]);
}

/** The same in report.md. */
export function pairSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const table = pairTable(record, figures);
  return table === undefined ? [] : [`## ${pairTitle}`, '', pairNote, '', ...markdownOf(table)];
}

const percent = (head: string, metric: string, direction?: Direction): FigureColumn<Row> => ({
  head,
  figure: ({ figure }) => figure(metric, direction),
});

const speed = ({ value, scorer }: Figure): string =>
  `${value < 1_000 ? formatDigits(value) : formatCount(value)} (${scorer ?? ''})`;
