import { formatCount } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { type CascadeCurve, type CascadePoint, cascadeColumns, cascadeCurves, cascadeNote } from '../figures/cascade-curves.ts';
import { formatFigure, formatValue } from '../figures/figure-format.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** How deep to rerank, a table a cascade and direction: `figures` are those of one data set. */
export function cascadeTables(record: RunRecord, figures: readonly Figure[]): string[] {
  const curves = cascadeCurves(record, figures);
  if (curves.length === 0) return [];
  return [
    `Cascades by depth: ${cascadeNote}`,
    '',
    ...curves.flatMap((curve) => [
      `${escapeMarkdown(curve.model)} upon ${escapeMarkdown(curve.first)}, ${arrow(curve.direction)}:`,
      '',
      ...markdownTable(curve.points, columnsOf(curve)),
    ]),
  ];
}

function columnsOf({ candidates, most }: CascadeCurve): Column<CascadePoint>[] {
  const right = (head: string, cell: Column<CascadePoint>['cell']): Column<CascadePoint> => ({ head, right: true, cell });
  const over = (size: number, name: 'found' | 'foundOfMost') =>
    cascadeColumns.map(({ head, of }) =>
      right(`${head} of ${formatCount(size)}`, (point) => {
        const figure = point[name][of];
        return figure && formatValue(figure.unit, figure.value);
      }),
    );
  return [
    right('k', ({ k }) => (k >= most ? 'all' : formatCount(k))),
    ...over(candidates, 'found'),
    ...(most > candidates ? over(most, 'foundOfMost') : []),
    right(`single-stream p50 of ${formatCount(candidates)}`, ({ p50 }) => p50 && formatFigure(p50)),
  ];
}
