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

/** A plan for a terminal: a line a kind of cell, and the sum. */
export function planText(cells: readonly Cell[]): string {
  const rows = groups(cells).map(({ kind, dataset, count, estimate }) => [
    dataset,
    kind,
    String(count),
    minutes(estimate.seconds),
    megabytes(estimate.bytes),
  ]);
  const total = totalEstimate(cells);
  const table = [
    ['data set', 'kind', 'cells', 'time', 'disk'],
    ...rows,
    ['', 'all', String(cells.length), minutes(total.seconds), megabytes(total.bytes)],
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row.map((text, i) => (i < 2 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
  );
  return `${lines.join('\n')}\n\nTimes are expectations from counted operations; nothing was run or written.\n`;
}

/** The same for other programs, cell by cell. */
export const planJson = (cells: readonly Cell[]) => ({
  ...totalEstimate(cells),
  cells: cells.map(({ id, kind, needs, estimate }) => ({ id, kind, needs, ...estimate })),
});
