import { formatBytes } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { formatValue } from '../figures/figure-format.ts';
import { type MemoryRow, memoryColumns, memoryNote, memoryRows } from '../figures/memory-rows.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** Memory of every configuration, by phases, beside the bytes of what it keeps. */
export function memorySection(record: RunRecord, figures: readonly Figure[]): string[] {
  const rows = memoryRows(record, figures);
  if (rows.length === 0) return [];
  const bytes = (head: string, of: (row: MemoryRow) => number | undefined): Column<MemoryRow> => ({
    head,
    right: true,
    cell: (row) => {
      const found = of(row);
      return found === undefined ? undefined : formatBytes(found);
    },
  });
  return [
    '## Memory',
    '',
    memoryNote,
    '',
    ...markdownTable(rows, [
      { head: 'data set', cell: ({ key }) => escapeMarkdown(key.dataset ?? '') },
      { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
      { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
      ...memoryColumns.map(
        ({ head, metric }): Column<MemoryRow> => ({
          head,
          right: true,
          cell: ({ figure }) => {
            const found = figure(metric);
            return found === undefined ? undefined : formatValue(found.unit, found.value);
          },
        }),
      ),
      bytes('embeddings', ({ embeddingBytes }) => embeddingBytes),
      bytes('tokens', ({ tokenBytes }) => tokenBytes),
      bytes('index', ({ figure }) => figure('index bytes')?.value),
    ]),
  ];
}
