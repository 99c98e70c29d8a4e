import Table from 'cli-table3';
import { brokenLine, displayWidth } from './terminal-lines.ts';

/** A column of a table for a terminal. */
export interface Column {
  readonly head: string;
  /** Texts stand to the left and are broken between their words; figures stand to the right and are whole. */
  readonly isText?: boolean;
  /** Where a terminal is too narrow for all columns, those with a number here are left out, the smallest first. */
  readonly goes?: number;
}

export const textColumn = (head: string): Column => ({ head, isText: true });
export const numberColumn = (head: string): Column => ({ head });

const gap = 2;
/** A column of sentences that is narrower is harder to read than a row that is written below itself. */
const readable = 16;

const noLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]),
);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const wordsOf = (cell: string): string[] => cell.split(/\s/);
const widest = (cells: readonly string[]): number => Math.max(0, ...cells.flatMap((cell) => cell.split('\n')).map(displayWidth));

/**
 * The lines of a table without lines between its columns; a line feed in a cell is kept. Without a width (what is read from a pipe) every row is whole.
 * Within a width texts are broken between words; where that does not suffice columns that may go are left out, and said to be; where not even that does,
 * every row is written below itself, a cell a line. Nothing but a word that is longer than the width is wider then.
 */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[], width?: number): string[] {
  const leaving = columns
    .flatMap(({ goes }, i) => (goes === undefined ? [] : [{ i, goes }]))
    .toSorted((a, b) => a.goes - b.goes)
    .map(({ i }) => i);
  for (let left = 0; left <= leaving.length; left++) {
    const kept = columns.map((_, i) => i).filter((i) => !leaving.slice(0, left).includes(i));
    const some = kept.map((i) => columns[i]!);
    const cells = rows.map((row) => kept.map((i) => row[i]!));
    const widths = widthsWithin(some, cells, width);
    if (widths === undefined) continue;
    const gone = columns.filter((_, i) => !kept.includes(i)).map(({ head }) => head);
    return [
      ...drawn(some, cells, widths),
      ...(gone.length === 0
        ? []
        : brokenLine(`Left out, as this terminal is narrow: ${gone.join(', ')}; a wider one and a pipe have them.`, width)),
    ];
  }
  return rows.flatMap((row) => stacked(columns, row, width!));
}

/** What every column is given of the width; undefined where they do not fit side by side. */
function widthsWithin(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): number[] | undefined {
  const cells = columns.map(({ head }, i) => [head, ...rows.map((row) => row[i]!)]);
  const widths = cells.map(widest);
  const least = columns.map(({ head, isText }, i) =>
    isText === true
      ? Math.max(widest(cells[i]!.flatMap(wordsOf)), Math.min(widths[i]!, readable))
      : Math.max(widest(wordsOf(head)), widest(cells[i]!.slice(1))),
  );
  const room = width - gap * (columns.length - 1);
  if (sum(least) > room) return undefined;
  // The widest gives first, so that what is short stays on one line.
  while (sum(widths) > room) {
    const spare = widths.map((value, i) => (value > least[i]! ? value : 0));
    widths[spare.indexOf(Math.max(...spare))]! -= 1;
  }
  return widths;
}

function drawn(columns: readonly Column[], rows: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const table = new Table({
    head: columns.some(({ head }) => head !== '') ? columns.map(({ head }) => head) : [],
    chars: { ...noLines, middle: ' '.repeat(gap) },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ isText }) => (isText === true ? 'left' : 'right')),
    colWidths: [...widths],
    wordWrap: true,
    wrapOnWordBoundary: true,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** A row below itself: what it is about, and its other cells with their heads. */
function stacked(columns: readonly Column[], row: readonly string[], width: number): string[] {
  const said = columns.map(({ head }, i) => ({ head, cell: row[i]! })).filter(({ cell }) => cell !== '');
  const isTitle = ({ head }: { readonly head: string }): boolean => head === '' || head === columns[0]!.head;
  const title = said
    .filter(isTitle)
    .map(({ cell }) => cell)
    .join(' ')
    .split('\n');
  const named = said.filter((one) => !isTitle(one));
  const indent = ' '.repeat(gap);
  const headWidth = widest(named.map(({ head }) => head));
  const cellWidth = Math.max(widest(named.flatMap(({ cell }) => wordsOf(cell))), width - gap - headWidth - gap);
  const below = drawn(
    [textColumn(''), textColumn('')],
    named.map(({ head, cell }) => [head, cell]),
    [headWidth, cellWidth],
  );
  return [
    ...title.flatMap((line, i) => brokenLine(i === 0 ? line : `${indent}${line}`, width)),
    ...(named.length === 0 ? [] : below.map((line) => `${indent}${line}`)),
  ];
}
