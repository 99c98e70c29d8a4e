import { formatCount, formatPercent } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { servedQuality } from '../costs/served-strategies.ts';
import { bestOfFewCalls, type CallBudget, callBudgets, callNote } from '../figures/call-budgets.ts';
import { formatValue } from '../figures/figure-format.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** What searches by a network find for their network calls, a table a network, first stage and direction: `figures` are those of one data set. */
export function callTables(record: RunRecord, figures: readonly Figure[]): string[] {
  const budgets = callBudgets(record, figures);
  if (budgets.length === 0) return [];
  const value = (figure: Figure | undefined): string | undefined => figure && formatValue(figure.unit, figure.value);
  return [
    `Searches by the network's own score, by what they ask of it. ${callNote}`,
    '',
    ...budgets.flatMap((one) => [
      `${escapeMarkdown(one.model)} upon ${escapeMarkdown(one.first)}, ${arrow(one.direction)}, ${formatCount(one.most)} candidates. ${escapeMarkdown(bestOfFewCalls(one) ?? '')}`.trimEnd(),
      '',
      ...markdownTable<CallBudget>(one.rows, [
        { head: 'scorer', cell: ({ scorer }) => escapeMarkdown(scorer) },
        { head: 'network calls a query', right: true, cell: ({ calls }) => value(calls) },
        { head: 'of the candidates', right: true, cell: ({ share }) => `${formatPercent(share)} %` },
        { head: 'recall of the ten best', right: true, cell: ({ recall }) => value(recall) },
        {
          head: 'cascade by as many calls',
          right: true,
          cell: ({ cascadeRecall }) => (cascadeRecall === undefined ? undefined : formatPercent(cascadeRecall)),
        },
        { head: servedQuality, right: true, cell: ({ quality }) => value(quality) },
      ]),
    ]),
  ];
}
