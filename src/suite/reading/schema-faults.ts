import type { z } from 'zod';
import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { suggestion } from '../../nearest-name.ts';
import type { Fault, Path } from './faults.ts';

/** What a schema has against a value, in words of the file. */
export const schemaFaults = (issues: readonly z.core.$ZodIssue[], value: unknown, schema: z.ZodType): Fault[] =>
  issues.flatMap((issue) => faultsOf(issue, value, schema));

function faultsOf(issue: z.core.$ZodIssue, whole: unknown, schema: z.ZodType): Fault[] {
  const { path } = issue;
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that was meant is one whose first fault lies within it, not in what it is at all; of several, the one with the least to correct.
    const within = issue.errors.filter(([first]) => first !== undefined && first.path.length > 0);
    const meant = within.toSorted((a, b) => a.length - b.length)[0] ?? issue.errors[0]!;
    return meant.flatMap((inside) => faultsOf({ ...inside, path: [...path, ...inside.path] }, whole, schema));
  }
  if (issue.code === 'unrecognized_keys') {
    const keys = definitionsAt(path, schema).flatMap(({ shape }) => Object.keys(shape ?? {}));
    const among = [...new Set(keys)];
    return issue.keys.map((key) => ({ path: [...path, key], atKey: true, message: `unknown key. ${suggestion(key, among)}` }));
  }
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ path, atKey: true, message: `${message} as a key` }));
  const given = valueAt(whole, path);
  if (given === undefined && path.length > 0) return [{ path, message: missingKey(path, schema) }];
  return [{ path, message: messageOf(issue, given) }];
}

function missingKey(path: Path, schema: z.ZodType): string {
  const meaning = definitionsAt(path, schema).find(({ description }) => description !== undefined)?.description;
  return meaning === undefined ? 'this key is missing' : `this key is missing. ${meaning}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys and values',
  record: 'a block of keys and values',
};

function messageOf(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${kinds[issue.expected] ?? issue.expected} is expected, not ${nameOf(given)}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${quantity(issue.minimum, issue.origin)} expected${notGiven(given)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${quantity(issue.maximum, issue.origin)} expected${notGiven(given)}`;
    case 'invalid_value':
      return choice(issue.values.map(String), given);
    case 'invalid_union':
      return choice('options' in issue ? (issue.options ?? []).map(String) : [], given);
    default:
      return `${issue.message}${notGiven(given)}`;
  }
}

const nameOf = (given: unknown): string => {
  if (given === null || given === undefined) return 'nothing';
  if (Array.isArray(given)) return 'a list';
  return typeof given === 'object' ? 'a block of keys and values' : shown(given);
};

/** Lists and blocks are seen at the place that is named. */
const notGiven = (given: unknown): string => (typeof given === 'object' ? '' : `, not ${shown(given)}`);

function quantity(bound: number | bigint, origin: string): string {
  const verb = Number(bound) === 1 ? 'is' : 'are';
  if (origin === 'string') return `${counted(Number(bound), 'character')} ${verb}`;
  if (origin === 'array') return `${counted(Number(bound), 'entry', 'entries')} ${verb}`;
  return `${bound} is`;
}

function choice(names: readonly string[], given: unknown): string {
  if (typeof given === 'string' && names.length > 1) return `unknown name ${shown(given)}. ${suggestion(given, names)}`;
  return `${names.length > 1 ? 'one of ' : ''}${names.join(', ')} is expected, not ${nameOf(given)}`;
}

interface Definition {
  readonly innerType?: unknown;
  readonly options?: readonly unknown[];
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly description?: string | undefined;
}

/** Definitions that a value may follow, defaults and unions unwrapped; the outermost description is kept. */
function unwrapped(wrapped: unknown, outer?: string): Definition[] {
  const { def, description } = (wrapped ?? {}) as { readonly def?: Definition; readonly description?: string };
  if (def === undefined) return [];
  const named = outer ?? description;
  if (def.innerType !== undefined) return unwrapped(def.innerType, named);
  if (def.options !== undefined) return def.options.flatMap((option) => unwrapped(option, named));
  return [{ ...def, description: named }];
}

const definitionsAt = (path: Path, schema: z.ZodType): Definition[] =>
  path.reduce<Definition[]>(
    (all, step) =>
      all.flatMap((def) => unwrapped(typeof step === 'number' ? def.element : (def.shape?.[String(step)] ?? def.valueType))),
    unwrapped(schema),
  );

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
