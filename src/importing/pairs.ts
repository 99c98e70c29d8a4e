import { GrowingNumbers } from '../dataset/growing-numbers.ts';
import { pairOrder } from '../dataset/pair-order.ts';
import { shown } from '../errors.ts';
import type { Relevance, Side } from '../types.ts';
import { type PairColumns, pairColumns } from './pair-columns.ts';
import { refuse } from './refuse.ts';
import type { SideItems } from './side-items.ts';
import { strangersIn } from './strangers.ts';
import type { Table } from './table.ts';

export interface PairOptions {
  readonly columns?: PairColumns;
  /** What the sides are called: a column named after one holds its ids. */
  readonly sides?: Partial<Record<Side, string>>;
  /** Pairs of at least this grade are right, all alike; without it, whole grades from 1 to 255 are kept, and those below are wrong. */
  readonly rightFrom?: number;
  /** Leaves out pairs that name an item which is not there, where they are refused otherwise. */
  readonly skipUnknown?: boolean;
  /** Items that were left out for a known reason: pairs that name one are left out with it. */
  readonly absent?: Readonly<Record<Side, ReadonlySet<string>>>;
}

export interface ImportedPairs {
  readonly relevance: Relevance;
  /** When each right pair came to be, in the order of `relevance`: seconds since 1970, or whatever number the file has. */
  readonly times?: Float64Array;
  /** Pairs read; those left out as wrong, as unknown, and as said before. */
  readonly read: number;
  readonly wrong: number;
  readonly unknown: number;
  readonly repeated: number;
}

/**
 * Reads right pairs. Of a pair that is there several times the highest grade counts, and the first time. Throws a `UserError` for pairs that name an item which
 * is not there (the first ten are listed) and for grades and times that are no numbers.
 */
export async function readPairs(
  table: Table,
  left: SideItems,
  right: SideItems,
  options: PairOptions = {},
): Promise<ImportedPairs> {
  const { columns = {}, sides = {}, rightFrom, skipUnknown = false, absent } = options;
  const chosen = pairColumns(table, columns, sides);
  const { grade, time } = chosen;
  const wanted = [chosen.left, chosen.right, ...(grade ? [grade] : []), ...(time ? [time] : [])];

  const rows = new GrowingNumbers(Uint32Array);
  const columnsOf = new GrowingNumbers(Uint32Array);
  const grades = new GrowingNumbers(Uint8Array);
  const times = new GrowingNumbers(Float64Array);
  const strangers = strangersIn(table, chosen, left, right);
  let [read, wrong, unknown] = [0, 0, 0];
  await table.forEachRow(wanted, (cells, place) => {
    read++;
    const [row, column] = [left.rowOf(cells[0]!), right.rowOf(cells[1]!)];
    if (row === undefined || column === undefined) {
      unknown++;
      const isAbsent = absent?.left.has(cells[0]!) || absent?.right.has(cells[1]!);
      if (!isAbsent && !skipUnknown) strangers.note(cells, place);
      return;
    }
    const value = grade === undefined ? 1 : gradeOf(cells[2]!, rightFrom, place);
    const when = time === undefined ? 0 : timeOf(cells.at(-1)!, place);
    if (value === 0) {
      wrong++;
      return;
    }
    rows.push(row);
    columnsOf.push(column);
    grades.push(value);
    if (time !== undefined) times.push(when);
  });
  strangers.refuse();
  if (rows.length === 0) throw refuse(table.path, 'The file names no right pair.', 'Give pairs of items that belong together.');
  const collected = {
    rows: rows.values(),
    columns: columnsOf.values(),
    grades: grades.values(),
    times: time === undefined ? undefined : times.values(),
  };
  const sorted = sortPairs(left.count, right.count, collected);
  return { ...sorted, read, wrong, unknown, repeated: rows.length - sorted.relevance.columnOf.length };
}

function gradeOf(text: string, rightFrom: number | undefined, place: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw refuse(place, `The grade ${shown(text)} is no number.`, 'Give a number, or leave the column out.');
  if (rightFrom !== undefined) return value >= rightFrom ? 1 : 0;
  if (value <= 0) return 0;
  if (Number.isInteger(value) && value <= 255) return value;
  throw refuse(
    place,
    `The grade ${shown(text)} is not a whole number up to 255.`,
    'Say from which grade on a pair is right, with --right-from.',
  );
}

function timeOf(text: string, place: string): number {
  const value = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isFinite(value)) return value;
  throw refuse(
    place,
    `The time ${shown(text)} is neither a number nor a date.`,
    'Give seconds, or a date like 2026-11-28T03:04:05Z.',
  );
}

interface Collected {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly grades: Uint8Array;
  readonly times: Float64Array | undefined;
}

/** Pairs by row, then column, each once. */
function sortPairs(
  rowCount: number,
  columnCount: number,
  { rows, columns, grades, times }: Collected,
): Pick<ImportedPairs, 'relevance' | 'times'> {
  const { order, starts } = pairOrder(rowCount, rows, columns);
  const offsets = new Uint32Array(rowCount + 1);
  const columnOf = new Uint32Array(rows.length);
  const gradeOf = new Uint8Array(rows.length);
  const timeOf = times === undefined ? undefined : new Float64Array(rows.length);
  let kept = 0;
  for (let row = 0; row < rowCount; row++) {
    for (const pair of order.subarray(starts[row]!, starts[row + 1]!)) {
      const isNew = kept === offsets[row] || columnOf[kept - 1] !== columns[pair];
      if (isNew) {
        columnOf[kept] = columns[pair]!;
        gradeOf[kept] = grades[pair]!;
        if (timeOf !== undefined) timeOf[kept] = times![pair]!;
        kept++;
        continue;
      }
      gradeOf[kept - 1] = Math.max(gradeOf[kept - 1]!, grades[pair]!);
      if (timeOf !== undefined) timeOf[kept - 1] = Math.min(timeOf[kept - 1]!, times![pair]!);
    }
    offsets[row + 1] = kept;
  }
  return {
    relevance: {
      rows: rowCount,
      columns: columnCount,
      offsets,
      columnOf: columnOf.slice(0, kept),
      grades: gradeOf.slice(0, kept),
    },
    ...(timeOf === undefined ? {} : { times: timeOf.slice(0, kept) }),
  };
}
