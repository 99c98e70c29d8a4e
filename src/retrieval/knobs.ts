import { UserError } from '../errors.ts';

/** One knob of a scorer: what it is when nothing is said, and whether it acts at search time. */
export interface Knob {
  /** What it is for so many candidates. */
  readonly fallback: (count: number) => number;
  readonly atSearch: boolean;
  /** The smallest value; 1 where nothing is said. */
  readonly least?: number;
  /** The largest value; 2²⁰ where nothing is said. */
  readonly most?: number;
  /** Takes fractions too. */
  readonly fraction?: true;
  /** The only values there are. */
  readonly among?: readonly number[];
}

export type Knobs = Readonly<Record<string, Knob>>;
export type Settings = Readonly<Record<string, number>>;

/** A knob whose value when nothing is said is the same for any number of candidates. */
export const constantKnob = (value: number, atSearch: boolean, more: Omit<Knob, 'fallback' | 'atSearch'> = {}): Knob => ({
  fallback: () => value,
  atSearch,
  ...more,
});

/**
 * Fills in the defaults. Throws a `UserError` that names an unknown knob, one out of range, or (after building, `built`) one that needs a rebuild.
 */
export function resolveKnobs(knobs: Knobs, given: Settings, count: number, built?: Settings): Settings {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(knobs, name)) {
      const names = Object.keys(knobs);
      throw new UserError('input', `This scorer has no setting ${name}.`, {
        place: name,
        remedy: names.length === 0 ? 'Remove it.' : `Choose from ${names.join(', ')}.`,
      });
    }
    const knob = knobs[name]!;
    if (!takes(knob, value))
      throw new UserError('input', `${name} is ${value}.`, { place: name, remedy: `Give it ${range(knob)}.` });
    if (built !== undefined && !knob.atSearch && value !== built[name]) {
      throw new UserError('input', `${name} cannot change after the index is built.`, {
        place: name,
        remedy: 'Build another index.',
      });
    }
  }
  return Object.fromEntries(
    Object.entries(knobs).map(([name, { fallback }]) => [name, given[name] ?? built?.[name] ?? fallback(count)]),
  );
}

const bounds = ({ least = 1, most = 2 ** 20 }: Knob) => ({ least, most });

function takes(knob: Knob, value: number): boolean {
  const { least, most } = bounds(knob);
  if (knob.among !== undefined) return knob.among.includes(value);
  return value >= least && value <= most && (knob.fraction === true || Number.isInteger(value));
}

function range(knob: Knob): string {
  const { least, most } = bounds(knob);
  if (knob.among !== undefined) return knob.among.join(', ');
  return `${knob.fraction ? 'a number' : 'an integer'} from ${least} to ${most}`;
}
