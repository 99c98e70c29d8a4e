import { numberColumn, tableOf, textColumn } from '../../report/text/terminal-table.ts';
import type { Cell, Estimate } from '../cell.ts';
import { totalEstimate } from './plan.ts';

interface Group {
  readonly kind: string;
  readonly dataset: string;
  readonly count: number;
  readonly estimate: Estimate;
}

function groups(cells: readonly Cell[]): Group[] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = JSON.stringify([cell.key.dataset, cell.kind]);
    found.set(name, [...(found.get(name) ?? []), cell]);
  }
  return [...found.values()].map((members) => ({
    kind: members[0]!.kind,
    dataset: members[0]!.key.dataset ?? '',
    count: members.length,
    estimate: totalEstimate(members),
  }));
}

const minutes = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** A plan for a terminal of that width, or for a pipe: a row a kind of cell, and the sum. */
export function planText(cells: readonly Cell[], width?: number): string {
  const rows = groups(cells).map(({ kind, dataset, count, estimate }) => [
    dataset,
    kind,
    String(count),
    minutes(estimate.seconds),
    megabytes(estimate.bytes),
  ]);
  const total = totalEstimate(cells);
  const sum = ['', 'all', String(cells.length), minutes(total.seconds), megabytes(total.bytes)];
  const columns = [...['data set', 'kind'].map(textColumn), ...['cells', 'time', 'disk'].map(numberColumn)];
  return `${tableOf(columns, [...rows, sum], width).join('\n')}\n\nTimes are expectations from counted operations; nothing was run or written.\n`;
}

/** The same for other programs, cell by cell. */
export const planJson = (cells: readonly Cell[]) => ({
  ...totalEstimate(cells),
  cells: cells.map(({ id, kind, needs, estimate }) => ({ id, kind, needs, ...estimate })),
});
