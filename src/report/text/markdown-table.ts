import type { FigureCell, FigureTable } from '../figures/figure-table.ts';
import { escapeMarkdown } from './escape.ts';

export interface Column<Row> {
  readonly head: string;
  /** Finished Markdown: the caller escapes what comes from a record. `undefined` stays an empty cell. */
  readonly cell: (row: Row) => string | undefined;
  /** Default: texts to the left. */
  readonly right?: boolean;
}

/** A GitHub table, without the columns that are empty in every row; nothing at all without rows. */
export function markdownTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  if (rows.length === 0) return [];
  const filled = columns
    .map(({ head, right, cell }) => ({ head, right, cells: rows.map((row) => cell(row) ?? '') }))
    .filter(({ cells }) => cells.some((text) => text !== ''));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(filled.map(({ head }) => head)),
    line(filled.map(({ right }) => (right ? '--:' : '---'))),
    ...rows.map((_, i) => line(filled.map(({ cells }) => cells[i]!))),
    '',
  ];
}

/** A table that report.html has too. Its texts are escaped here. */
export const markdownOf = ({ heads, rows }: FigureTable): string[] =>
  markdownTable(
    rows,
    heads.map(({ head, isNumber }, column) => ({
      head,
      right: isNumber,
      cell: (row: readonly (FigureCell | undefined)[]) => {
        const shown = row[column]?.shown;
        // Nothing follows in its cell, so a last bracket can begin no link: intervals stay readable.
        return shown === undefined ? undefined : escapeMarkdown(shown).replace(/\\\]$/, ']');
      },
    })),
  );
