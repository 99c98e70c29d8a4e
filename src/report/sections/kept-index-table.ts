import { formatMs } from '../../decision/quantities.ts';
import type { Figure } from '../../record.ts';
import { arrow, find, select } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** What it saves to keep an index in a file: opening it against building it, alone and within the start of a process. */
export function keptIndexTable(dataset: string, figures: readonly Figure[]): string[] {
  const loads = select(figures, { dataset, metric: 'index load time' });
  if (loads.length === 0) return [];
  const beside = ({ model, scorer, direction, leftCount, rightCount }: Figure, metric: string): number | undefined =>
    find(figures, { dataset, model, scorer, direction, leftCount, rightCount, metric })?.value;
  /** A search with an index of its own over a first stage with one: each by itself. */
  const apart = (row: Figure, whole: number | undefined, metric: string): string | undefined => {
    const ofFirst = beside(row, metric);
    if (whole === undefined || ofFirst === undefined) return formatted(whole);
    return `${formatMs(whole - ofFirst)} and first stage ${formatMs(ofFirst)}`;
  };
  return [
    'Indexes built once, kept in files and opened by all that search them, with the same answers. Load: reading the file, and checking its hashes and those of the vectors. Cold start: from the start of a process to its first answer, candidates encoded in both.',
    '',
    ...markdownTable(loads, [
      { head: 'model', cell: ({ model }) => escapeMarkdown(model ?? '') },
      { head: 'scorer', cell: ({ scorer }) => escapeMarkdown(scorer ?? '') },
      { head: 'direction', cell: ({ direction }) => (direction === undefined ? undefined : arrow(direction)) },
      { head: 'index built', right: true, cell: (row) => apart(row, beside(row, 'build time'), 'first stage build time') },
      { head: 'index loaded', right: true, cell: (row) => apart(row, row.value, 'first stage load time') },
      { head: 'cold start, built', right: true, cell: (row) => formatted(beside(row, 'cold start')) },
      { head: 'cold start, loaded', right: true, cell: (row) => formatted(beside(row, 'cold start from file')) },
    ]),
  ];
}

const formatted = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatMs(ms));
