import { shown } from '../errors.ts';
import type { Side } from '../types.ts';
import { refuse } from './refuse.ts';
import { columnOf, requireColumn, type Table } from './table.ts';

/** Names of the columns of a file of pairs; those left out are looked for under their usual names. */
export interface PairColumns {
  readonly left?: string;
  readonly right?: string;
  readonly grade?: string;
  readonly time?: string;
}

const usual = {
  grade: ['grade', 'relevance', 'rating', 'score', 'label'],
  time: ['time', 'timestamp', 'date'],
} as const;

/**
 * The columns that pairs are read from. Of ids: as they are given, else the one named after its side (`left`, or what the side is called: `user`, `user_id` and
 * `userId` of `users`), else the first that is left, the left side before the right. Throws a `UserError`.
 */
export function pairColumns(
  table: Table,
  given: PairColumns,
  sides: Partial<Record<Side, string>>,
): PairColumns & Readonly<Record<Side, string>> {
  const named = (column: 'grade' | 'time'): string | undefined =>
    given[column] === undefined ? columnOf(table, usual[column]) : requireColumn(table, given[column]);
  const [grade, time] = [named('grade'), named('time')];
  const others = table.columns.filter((name) => name !== grade && name !== time);
  const after = (side: Side, taken: string | undefined): string | undefined => {
    const words = [side, sides[side] ?? side].map(plain);
    return others.find((name) => name !== taken && words.includes(plain(name)));
  };
  const left = given.left ?? after('left', given.right);
  const right = given.right ?? after('right', left);
  const rest = others.filter((name) => name !== left && name !== right);
  const chosen = { left: left ?? rest[0], right: right ?? rest[left === undefined ? 1 : 0] };
  if (chosen.left === undefined || chosen.right === undefined)
    throw refuse(
      table.path,
      `Pairs need two columns: the id of a left item and that of a right item; the file has ${table.columns.map(shown).join(', ')}.`,
      'Add them, the left one first; columns of a .csv are parted by commas, those of a .tsv by tabs.',
    );
  return { left: requireColumn(table, chosen.left), right: requireColumn(table, chosen.right), grade, time };
}

/** What `User ID`, `userId` and `users` have in common; never empty. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replace(/(?<=.)id$/u, '')
    .replace(/(?<=.)s$/u, '') || name;
