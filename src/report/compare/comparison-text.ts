import { escapeMarkdown, plainText } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';
import { numberColumn, tableOf, textColumn } from '../text/terminal-table.ts';
import type { Comparison } from './comparison.ts';
import { comparisonTables } from './comparison-tables.ts';

/** What makes a comparison doubtful or incomplete, a sentence each. */
export function comparisonDoubts({ systems }: Comparison): string[] {
  return systems.flatMap(({ name, doubts, failures, division, differing }) => [
    ...(division === 'open'
      ? [`${name}: other weights than the first, so its answers may differ: ${differing.join('; ')}.`]
      : []),
    ...doubts.map((doubt) => `${name}: ${doubt}`),
    ...failures.map((failure) => `${name}: failed, and missing above: ${failure}`),
  ]);
}

/** Tables and doubts in Markdown, with headings of that level. Every text from a record is escaped. */
export function comparisonLines(comparison: Comparison, heading: '##' | '###'): string[] {
  const tables = comparisonTables(comparison).flatMap(({ title, note, heads, rows, texts }) => [
    `${heading} ${escapeMarkdown(title)}`,
    '',
    escapeMarkdown(note.trim()),
    '',
    ...markdownTable(
      rows,
      heads.map((head, column) => ({
        head: escapeMarkdown(head),
        right: column >= texts,
        cell: (row: readonly string[]) => escapeMarkdown(row[column]!),
      })),
    ),
  ]);
  const doubts = comparisonDoubts(comparison).map((doubt) => `- ${escapeMarkdown(doubt)}`);
  return [...tables, ...(doubts.length === 0 ? [] : [`${heading} Doubts`, '', ...doubts, ''])];
}

/** The comparison as a Markdown page. */
export const comparisonMarkdown = (comparison: Comparison, command: string): string =>
  [
    '# The same models on several systems',
    '',
    ...comparisonLines(comparison, '##'),
    '## Make it again',
    '',
    `    ${plainText(command)}`,
    '',
  ].join('\n');

/** The same for a terminal of that width, or for a pipe: plain text without colours. */
export function comparisonSummary(comparison: Comparison, width?: number): string {
  const tables = comparisonTables(comparison).flatMap(({ title, note, heads, rows, texts }) => [
    plainText(title),
    ...tableOf(
      heads.map((head, column) => (column < texts ? textColumn(plainText(head)) : numberColumn(plainText(head)))),
      rows.map((row) => row.map(plainText)),
      width,
    ),
    plainText(note.trim()),
    '',
  ]);
  const doubts = comparisonDoubts(comparison).map((doubt) => `- ${plainText(doubt)}`);
  return `${[...tables, ...doubts].join('\n').trimEnd()}\n`;
}
