import type { Figure } from '../../record.ts';
import { percentileName } from '../derived-names.ts';
import { escapeMarkdown } from '../escape.ts';
import { formatFigure } from '../figure-format.ts';
import { arrow, find, type SubjectKey } from '../figure-lookup.ts';
import { type Column, markdownTable } from '../markdown-table.ts';
import { precisions } from '../precision-figures.ts';
import { servedQuality } from '../served-strategies.ts';

/** The same model with 32, 16 and 8 bits a value: what it keeps of its quality, and by how much it is quicker. `figures` are those of one data set. */
export function precisionTable(figures: readonly Figure[]): string[] {
  const found = precisions(figures);
  const rows = [...new Set(found.map(({ full }) => full))].flatMap((full) => [
    full,
    ...found.filter((one) => one.full === full).map(({ key }) => key),
  ]);
  if (rows.length === 0) return [];
  const column = (head: string, metric: string): Column<SubjectKey> => ({
    head,
    right: true,
    cell: (key) => {
      const figure = find(figures, { ...key, metric });
      return figure === undefined ? undefined : formatFigure(figure);
    },
  });
  return [
    `Precision: 32 bits are float32; 16 are float16, widened before they are multiplied; 8 are integers, and what they meet is rounded to integers as it comes (dynamic quantisation). Kept: ${servedQuality} as a ratio to that with 32 bits, on the same queries, its 95 % interval over whole families. ` +
      'Speed-up: the median of single queries with 32 bits over their own, its interval from both at opposite ends of theirs.',
    '',
    ...markdownTable(rows, [
      { head: 'model', cell: ({ model }) => escapeMarkdown(model ?? '') },
      { head: 'scorer', cell: ({ scorer }) => escapeMarkdown(scorer ?? '') },
      { head: 'direction', cell: ({ direction }) => arrow(direction) },
      column(servedQuality, servedQuality),
      column('kept', 'quality at fewer bits'),
      column('single-stream p50', percentileName('end to end', 50)),
      column('speed-up', 'speed-up by fewer bits'),
      column('server, queries/s', 'sustained rate'),
      column('offline, queries/s', 'offline rate'),
      column('cache', 'cache bytes'),
    ]),
  ];
}
