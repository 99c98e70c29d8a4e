import type { Figure, RunRecord } from '../../record.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { arrow, find, type SubjectKey } from '../figures/figure-lookup.ts';
import { precisionColumns, precisionNote, precisionRows } from '../figures/precision-rows.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** The same model with 32, 16 and 8 bits a value: what it keeps of its quality, and by how much it is quicker. `figures` are those of one data set. */
export function precisionTable(record: RunRecord, figures: readonly Figure[]): string[] {
  const rows = precisionRows(record, figures);
  if (rows.length === 0) return [];
  return [
    `Precision: ${precisionNote}`,
    '',
    ...markdownTable(rows, [
      { head: 'model', cell: ({ model }) => escapeMarkdown(model ?? '') },
      { head: 'scorer', cell: ({ scorer }) => escapeMarkdown(scorer ?? '') },
      { head: 'direction', cell: ({ direction }) => arrow(direction) },
      ...precisionColumns.map(({ head, metric }): Column<SubjectKey> => {
        const cell = (key: SubjectKey): string | undefined => {
          const figure = find(figures, { ...key, metric });
          return figure === undefined ? undefined : formatFigure(figure);
        };
        return { head, right: true, cell };
      }),
    ]),
  ];
}
