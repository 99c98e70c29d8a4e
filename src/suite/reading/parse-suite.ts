import { isModelName, models } from '../../models.ts';
import { importedNames } from '../planning/imported-models.ts';
import { armFaults } from './arm-faults.ts';
import { type Arm, armsOf } from './arms.ts';
import { correctNames, unknownName } from './correct-names.ts';
import { type Fault, type Path, refuse } from './faults.ts';
import type { KnownNames } from './known-names.ts';
import { readYaml } from './read-yaml.ts';
import { type Suite, suiteSchema } from './schema.ts';

/**
 * Reads a suite from YAML text. Throws a `UserError` of kind `input` that lists what is wrong as `file:line:column: path: message`.
 * Aliases and nesting are bounded, tags are refused: a file can neither run code nor blow up.
 */
export function parseSuite(text: string, file: string, known: KnownNames): Suite {
  const { data, describe } = readYaml(text, file, suiteSchema);
  const corrected = correctNames(data, known);
  const faults = [...corrected.faults, ...nameFaults(corrected.suite, known)];
  if (faults.length > 0) refuse(file, faults.map(describe));
  return data;
}

/** Names that a suite uses within itself. */
function nameFaults(suite: Suite, known: KnownNames): Fault[] {
  const faults: Fault[] = [];
  const check = (path: Path, what: string, name: string, names: readonly string[], atKey = false): void => {
    if (!names.includes(name)) faults.push(unknownName(path, what, name, names, atKey));
  };
  suite.datasets.forEach((dataset, i) => {
    const twin = suite.datasets.findIndex((other) => other.name === dataset.name);
    if (twin < i) faults.push({ path: ['datasets', i, 'name'], message: `data set "${dataset.name}" is listed twice` });
  });
  const arms = armsOf(suite);
  const labels = arms.map(({ label }) => label);
  faults.push(...armFaults(suite));
  check(['baseline'], 'model of this suite', suite.baseline, labels);
  const baseline = arms.find(({ label }) => label === suite.baseline);
  if (baseline !== undefined) faults.push(...baselineFaults(baseline));
  const widthNames = [...new Set([...labels, ...arms.map(({ model }) => model)])];
  for (const model of Object.keys(suite.widths)) check(['widths', model], 'model of this suite', model, widthNames, true);
  const listed = suite.datasets.map(({ name }) => name);
  suite.cost.datasets?.forEach((name, i) => {
    check(['cost', 'datasets', i], 'data set of this suite', name, listed);
  });
  suite.cost.models?.forEach((name, i) => {
    check(['cost', 'models', i], 'model of this suite', name, [...labels, ...importedNames(suite)]);
  });
  const { latency, memory, scale, sweeps, batch } = suite.cost;
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
  batch.forEach(({ scorer }, i) => {
    check(['cost', 'batch', i, 'scorer'], 'scorer', scorer, scorers);
  });
  for (const [list, uses] of [['sweeps', sweeps] as const, ['scale', scale] as const, ['batch', batch] as const]) {
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

/** Verdicts say what the others lose or gain against a dual tower, and arms are no contenders. */
function baselineFaults({ label, model, arm }: Arm): Fault[] {
  const path = ['baseline'];
  if (arm !== undefined)
    return [{ path, message: `"${label}" is an arm, which decides no verdict: name a dual tower as it is, without an @` }];
  if (!isModelName(model) || models[model].family === 'dual tower') return [];
  return [
    { path, message: `"${label}" is of the family ${models[model].family}: a dual tower is what the others are compared with` },
  ];
}
