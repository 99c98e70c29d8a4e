import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { armFaults } from './arm-faults.ts';
import { armsOf } from './arms.ts';
import { describeFault, type Fault, type Path, placeOf, refuse, type SuiteDocument } from './faults.ts';
import { suggestion } from './nearest-name.ts';
import { type Suite, suiteSchema } from './schema.ts';
import { yamlExcess } from './yaml-guard.ts';

/** Names that a suite may use. Splits belong to a data set and are checked when it is opened. */
export interface KnownNames {
  readonly models: readonly string[];
  /** Scorers with their settings; those that act at search time can be swept. */
  readonly scorers: Readonly<Record<string, Readonly<Record<string, { readonly atSearch: boolean }>>>>;
  readonly datasets: readonly string[];
}

/** Bytes of a suite file that are read at most. */
export const largestSuite = 64 * 1024;

/**
 * Reads a suite from YAML text. Throws a `UserError` of kind `input` that lists what is wrong as `file:line:column: path: message`.
 * Aliases and nesting are bounded, tags are refused: a file can neither run code nor blow up.
 */
export function parseSuite(text: string, file: string, known: KnownNames): Suite {
  const lines = new LineCounter();
  const excess = yamlExcess(text);
  if (excess !== undefined) {
    const before = text.slice(0, excess.offset).split('\n');
    refuse(file, [`${file}:${before.length}:${before.at(-1)!.length + 1}: ${excess.message}`]);
  }
  let document: SuiteDocument;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
    const syntax = [...document.errors, ...document.warnings];
    if (syntax.length > 0)
      refuse(
        file,
        syntax.map((error) => `${placeOf(lines, file, error.pos[0])}: ${error.message}`),
      );
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      'input',
      `the suite file cannot be read as YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        place: file,
        remedy: 'Write nested values out instead of repeating aliases.',
        cause,
      },
    );
  }

  const describe = (fault: Fault): string => describeFault(document, lines, file, fault);
  const parsed = suiteSchema.safeParse(value);
  if (!parsed.success) return refuse(file, parsed.error.issues.flatMap(toFaults).map(describe));
  const faults = nameFaults(parsed.data, known);
  if (faults.length > 0) refuse(file, faults.map(describe));
  return parsed.data;
}

/** The keys that the schema allows in the object at `path`. */
function keysAt(path: Path): readonly string[] {
  interface Definition {
    readonly innerType?: unknown;
    readonly options?: readonly unknown[];
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly element?: unknown;
    readonly valueType?: unknown;
  }
  /** Definitions that a value may follow, defaults and unions unwrapped. */
  const inner = (wrapped: unknown): Definition[] => {
    const { def } = (wrapped ?? {}) as { readonly def?: Definition };
    if (def === undefined) return [];
    if (def.innerType !== undefined) return inner(def.innerType);
    return def.options === undefined ? [def] : def.options.flatMap(inner);
  };
  let all = inner(suiteSchema);
  for (const step of path)
    all = all.flatMap((def) => inner(typeof step === 'number' ? def.element : (def.shape?.[String(step)] ?? def.valueType)));
  return [...new Set(all.flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that was meant is the one whose first fault lies within it, not in what it is at all.
    const meant = issue.errors.find(([first]) => first !== undefined && first.path.length > 0) ?? issue.errors[0]!;
    return meant.flatMap((inside) => toFaults({ ...inside, path: [...issue.path, ...inside.path] }));
  }
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const keys = keysAt(issue.path);
  return issue.keys.map((key) => ({ path: [...issue.path, key], atKey: true, message: `unknown key. ${suggestion(key, keys)}` }));
}

function nameFaults(suite: Suite, known: KnownNames): Fault[] {
  const faults: Fault[] = [];
  const check = (path: Path, what: string, name: string, names: readonly string[], atKey = false): void => {
    if (!names.includes(name)) faults.push({ path, atKey, message: `unknown ${what} "${name}". ${suggestion(name, names)}` });
  };
  suite.datasets.forEach((dataset, i) => {
    if (dataset.path === undefined) check(['datasets', i, 'name'], 'data set', dataset.name, known.datasets);
    const twin = suite.datasets.findIndex((other) => other.name === dataset.name);
    if (twin < i) faults.push({ path: ['datasets', i, 'name'], message: `data set "${dataset.name}" is listed twice` });
  });
  const arms = armsOf(suite);
  const labels = arms.map(({ label }) => label);
  arms.forEach(({ model }, i) => {
    const path = typeof suite.models[i] === 'string' ? ['models', i] : ['models', i, 'model'];
    check(path, 'model', model, known.models);
  });
  faults.push(...armFaults(suite));
  check(['baseline'], 'model of this suite', suite.baseline, labels);
  const widthNames = [...new Set([...labels, ...arms.map(({ model }) => model)])];
  for (const model of Object.keys(suite.widths)) check(['widths', model], 'model of this suite', model, widthNames, true);
  const listed = suite.datasets.map(({ name }) => name);
  suite.cost.datasets?.forEach((name, i) => {
    check(['cost', 'datasets', i], 'data set of this suite', name, listed);
  });
  suite.cost.models?.forEach((name, i) => {
    check(['cost', 'models', i], 'model of this suite', name, labels);
  });
  const { latency, memory, scale, sweeps } = suite.cost;
  const scorers = Object.keys(known.scorers);
  latency.forEach((scorer, i) => {
    check(['cost', 'latency', i], 'scorer', scorer, scorers);
  });
  memory.forEach((scorer, i) => {
    check(['cost', 'memory', i], 'scorer', scorer, scorers);
  });
  scale.forEach(({ scorer }, i) => {
    check(['cost', 'scale', i, 'scorer'], 'scorer', scorer, scorers);
  });
  for (const [list, uses] of [['sweeps', sweeps] as const, ['scale', scale] as const]) {
    uses.forEach(({ scorer }, i) => {
      if (uses.findIndex((other) => other.scorer === scorer) === i) return;
      faults.push({ path: ['cost', list, i, 'scorer'], message: `scorer "${scorer}" is listed twice` });
    });
  }
  const knobsOf = (scorer: string): string[] =>
    Object.entries(known.scorers[scorer]!).flatMap(([name, { atSearch }]) => (atSearch ? [name] : []));
  const swept = scorers.filter((scorer) => knobsOf(scorer).length > 0);
  sweeps.forEach(({ scorer, knob, settings }, i) => {
    const path = ['cost', 'sweeps', i];
    check([...path, 'scorer'], 'scorer with a knob', scorer, swept);
    if (!swept.includes(scorer)) return;
    check([...path, 'knob'], `knob of ${scorer}`, knob, knobsOf(scorer));
    const all = Object.keys(known.scorers[scorer]!);
    for (const name of Object.keys(settings)) check([...path, 'settings', name], `setting of ${scorer}`, name, all, true);
  });
  return faults;
}
