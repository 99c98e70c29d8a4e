import { shown } from '../../errors.ts';
import { refuse } from '../refuse.ts';

/** A cell of a table as text: texts as they are, whole and other numbers in decimal, times as ISO 8601. Throws a `UserError` for lists and what is missing. */
export function textOf(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Date && Number.isFinite(value.getTime())) return value.toISOString();
  throw refuse(
    place,
    value === null || value === undefined
      ? 'The cell is empty.'
      : `The cell is ${shown(plain(value))}, neither a text nor a number.`,
    'Fill the cell, or name another column.',
  );
}

/** What JSON can say; a file may hold what it cannot. */
const plain = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1).toLowerCase();
