import type { FigureCell, FigureTable } from '../figures/figure-table.ts';
import type { Html } from './html.ts';
import { figureText } from './number.ts';
import type { PageModel } from './page-model.ts';
import { table } from './table.ts';

/** A table that report.md has too; its figures tell their lines of results.csv. */
export const figureTableOf = (page: PageModel, { caption, heads, rows }: FigureTable): Html | undefined =>
  table(
    caption,
    rows,
    heads.map(({ head, isNumber }, column) => ({
      head,
      number: isNumber,
      cell: (row: readonly (FigureCell | undefined)[]) => {
        const { shown = undefined, figure = undefined } = row[column] ?? {};
        return figure === undefined ? shown : figureText(page, figure, () => shown ?? '');
      },
    })),
  );
