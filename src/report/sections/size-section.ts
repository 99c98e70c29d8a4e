import type { RunRecord } from '../../record.ts';
import type { SizeSweep } from '../costs/size-sweeps.ts';
import { arrow } from '../figures/figure-lookup.ts';
import {
  meetingColumns,
  meetingNote,
  meetingSweeps,
  type NumberColumn,
  sizeNote,
  sizeTitle,
  sweepColumns,
  unlikeMark,
} from '../figures/size-columns.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** How the time of one query grows with the number of candidates, how well the smaller sizes predict the largest, and whether an index does over drawn items as over real ones. */
export function sizeSection(record: RunRecord, sweeps: readonly SizeSweep[]): string[] {
  const lines = record.datasets.flatMap(({ name }) => {
    const rows = sweeps.filter(({ dataset }) => dataset === name);
    const meeting = meetingSweeps(rows);
    if (rows.length === 0) return [];
    return [
      `### ${escapeMarkdown(name)}`,
      '',
      ...markdownTable(rows, [
        model,
        { head: 'scorer', cell: (sweep) => `${escapeMarkdown(sweep.key.scorer ?? '')}${unlikeMark(sweep)}` },
        { head: 'direction', cell: ({ key }) => arrow(key.direction) },
        ...sweepColumns(rows).map(toColumn),
      ]),
      ...(meeting.length === 0 ? [] : [meetingNote, '']),
      ...markdownTable(meeting, [
        model,
        { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer ?? '') },
        ...meetingColumns.map(toColumn),
      ]),
    ];
  });
  return lines.length === 0 ? [] : [`## ${sizeTitle}`, '', sizeNote, '', ...lines];
}

const model: Column<SizeSweep> = { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') };

const toColumn = ({ head, text }: NumberColumn<SizeSweep>): Column<SizeSweep> => ({ head, right: true, cell: text });
