import { nearestName, suggestion } from '../../nearest-name.ts';
import { armLabel, armsOf } from './arms.ts';
import type { Fault, Path } from './faults.ts';
import type { KnownNames } from './known-names.ts';
import type { Suite } from './schema.ts';

export const unknownName = (path: Path, what: string, name: string, names: readonly string[], atKey = false): Fault => ({
  path,
  atKey,
  message: `unknown ${what} "${name}". ${suggestion(name, names)}`,
});

/**
 * Models and data sets of a suite that do not exist, and the suite as it was probably meant: what else refers to such a name is judged by that one, so that
 * one mistake is told once.
 */
export function correctNames(suite: Suite, known: KnownNames): { readonly suite: Suite; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const arms = armsOf(suite);
  const listed = arms.map(({ label }) => label);
  const models = suite.models.map((given, i): Suite['models'][number] => {
    const { model, arm } = arms[i]!;
    if (known.models.includes(model)) return given;
    const path = ['models', i, ...(typeof given === 'string' ? [] : ['model'])];
    faults.push(unknownName(path, 'model', model, known.models));
    const meant = nearestName(model, known.models);
    // What is listed already is no second time.
    if (meant === undefined || listed.includes(armLabel(meant, arm))) return given;
    return typeof given === 'string' ? armLabel(meant, arm) : { ...given, model: meant };
  });
  const names = suite.datasets.map(({ name }) => name);
  const datasets = suite.datasets.map((dataset, i) => {
    const { name, path } = dataset;
    if (path !== undefined || known.datasets.includes(name)) return dataset;
    faults.push(unknownName(['datasets', i, 'name'], 'data set', name, known.datasets));
    const meant = nearestName(name, known.datasets);
    return meant === undefined || names.includes(meant) ? dataset : { ...dataset, name: meant };
  });
  return { suite: { ...suite, models, datasets }, faults };
}
