import { formatP } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { holmOf, toOwnModel } from '../figures/derived-names.ts';
import { formatDifference } from '../figures/figure-format.ts';
import { arrow, find, select } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { modelOfArm } from '../record/arms.ts';
import { distillationText } from '../text/distillation-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** Every arm with an objective of its own beside its model; nothing where a suite has none. */
export function objectiveSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const order = modelOrder(record);
  const lines = record.datasets.flatMap(({ name: dataset }) => {
    const rows = select(figures, { dataset, metric: toOwnModel(decisionMetric), seed: 'all' })
      .filter(({ direction }) => direction !== undefined)
      .toSorted((a, b) => order(a.model ?? '', b.model ?? ''));
    if (rows.length === 0) return [];
    return [
      `### ${escapeMarkdown(dataset)}`,
      '',
      ...markdownTable(rows, [
        { head: 'model', cell: ({ model }) => escapeMarkdown(modelOfArm(model ?? '')) },
        { head: 'trained by', cell: ({ model }) => escapeMarkdown((model ?? '').slice(modelOfArm(model ?? '').length + 1)) },
        { head: 'direction', cell: ({ direction }) => arrow(direction) },
        { head: `Δ${decisionMetric} [95 %]`, right: true, cell: formatDifference },
        {
          head: 'p Holm',
          right: true,
          cell: ({ model, direction }) =>
            pText(find(figures, { dataset, model, direction, seed: 'all', metric: holmOf(toOwnModel(decisionMetric)) })),
        },
      ]),
      ...distillationText(record, figures, dataset).flatMap((text) => [escapeMarkdown(text), '']),
    ];
  });
  if (lines.length === 0) return [];
  return [
    '## Objectives beside their model',
    '',
    `${decisionMetric} of a model trained by another objective minus that of the same model as the suite trains it, in points, on the same queries with the same seeds. p by paired ` +
      'randomisation of whole families, corrected by Holm for all lines of a data set. What a model that is taught keeps of the lead of its teacher is of both directions together, with intervals from resampling whole families.',
    '',
    ...lines,
  ];
}

const pText = (figure: Figure | undefined): string | undefined => (figure === undefined ? undefined : formatP(figure.value));
