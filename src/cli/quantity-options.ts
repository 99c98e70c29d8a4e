import { InvalidArgumentError } from '@commander-js/extra-typings';
import { suggestion } from '../nearest-name.ts';

const number = /^(\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?)\s*(.*)$/i;

interface Kind {
  /** What a unit multiplies by; the empty name where a unit may be left out. */
  readonly units: Readonly<Record<string, number>>;
  /** As it is written, for messages. */
  readonly example: string;
  readonly what: string;
}

const countUnits = { '': 1, k: 1e3, M: 1e6, G: 1e9 };
const timeUnits = { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, min: 60e3 };
const perSecond = { '/s': 1, '/min': 1 / 60, '/h': 1 / 3600, '/day': 1 / 86_400 };
const perDay = { '/s': 86_400, '/min': 1440, '/h': 24, '/day': 1 };

/** A number with a unit of its kind, in the base unit; an `InvalidArgumentError` says what was expected and what was probably meant. */
function quantity(text: string, { units, example, what }: Kind): number {
  const [, digits, unit] = number.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined) throw new InvalidArgumentError(`${what} is expected, as ${example}.`);
  if (!Object.hasOwn(units, unit)) {
    const names = Object.keys(units).filter((name) => name !== '');
    if (unit === '') throw new InvalidArgumentError(`A unit is missing: ${names.map((name) => `${digits}${name}`).join(', ')}?`);
    throw new InvalidArgumentError(`Unknown unit "${unit}". ${suggestion(unit, names)} ${what} is expected, as ${example}.`);
  }
  const value = Number(digits) * units[unit]!;
  if (!(value > 0 && value <= 1e15)) throw new InvalidArgumentError(`A number above 0 is expected, as ${example}.`);
  return value;
}

/** A whole number of items: 1332, 50k, 1e6, 1M. */
export function itemCount(text: string): number {
  const value = quantity(text, { units: countUnits, example: '20000, 50k, 1e6 or 1M', what: 'A number of items' });
  if (!Number.isInteger(value) || value > 1e12) throw new InvalidArgumentError('A whole number from 1 to 1e12 is expected.');
  return value;
}

/** Queries a second: 50, 50/s, 3000/min. */
export const queryRate = (text: string): number =>
  quantity(text, { units: { '': 1, ...perSecond }, example: '50, 50/s or 3000/min', what: 'A rate' });

/** Items a day; the unit is written out, since nobody would agree on one: 1e5/day, 2/s. */
export const updateRate = (text: string): number => quantity(text, { units: perDay, example: '1e5/day or 2/s', what: 'A rate' });

/** Milliseconds: 100ms, 0.2s, 500us. */
export const milliseconds = (text: string): number =>
  quantity(text, { units: timeUnits, example: '100ms or 0.2s', what: 'A time' });

/** The same, or `any`: nothing is asked. Commander takes `undefined` from a parser for an empty text, so `whereAsked` makes it of what is parsed. */
export const orAny =
  (read: (text: string) => number) =>
  (text: string): number | 'any' =>
    text.trim() === 'any' ? 'any' : read(text);

/** A limit where one was named, and it is not `any`. */
export const whereAsked = (limit: number | 'any' | undefined): number | undefined => (limit === 'any' ? undefined : limit);

/** A share of at most 1: 0.98, 98%. */
export function share(text: string): number {
  const value = quantity(text, { units: { '': 1, '%': 0.01 }, example: '0.98 or 98%', what: 'A share' });
  if (value <= 1) return value;
  const meant = value <= 100 ? ` Did you mean ${text.replace('%', '')}%?` : '';
  throw new InvalidArgumentError(`A share of at most 1 is expected.${meant}`);
}
