import type { Figure } from '../../record.ts';
import { formatFigure } from './figure-format.ts';

/** A column of texts of the record, or of figures. */
export type FigureColumn<Row> = { readonly head: string } & (
  | { readonly text: (row: Row) => string | undefined }
  | { readonly figure: (row: Row) => Figure | undefined; readonly format?: (figure: Figure) => string }
);

/** A cell as it is shown, nothing escaped; with the figure that it tells. */
export interface FigureCell {
  readonly shown: string;
  readonly figure?: Figure;
}

/** A table as report.md and report.html both write it. */
export interface FigureTable {
  readonly caption: string;
  readonly heads: readonly { readonly head: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly (FigureCell | undefined)[])[];
}

export const figureTable = <Row>(caption: string, rows: readonly Row[], columns: readonly FigureColumn<Row>[]): FigureTable => ({
  caption,
  heads: columns.map((column) => ({ head: column.head, isNumber: 'figure' in column })),
  rows: rows.map((row) => columns.map((column) => cellOf(row, column))),
});

function cellOf<Row>(row: Row, column: FigureColumn<Row>): FigureCell | undefined {
  if ('text' in column) {
    const shown = column.text(row);
    return shown === undefined ? undefined : { shown };
  }
  const figure = column.figure(row);
  return figure === undefined ? undefined : { shown: (column.format ?? formatFigure)(figure), figure };
}
