import { isModelName, models } from '../../models.ts';
import { strategiesOf } from '../planning/strategies.ts';
import { armsOf } from './arms.ts';
import { unknownName } from './correct-names.ts';
import type { Fault, Path } from './faults.ts';
import type { Suite } from './schema.ts';

/** What the table of scorers says of one. */
export interface ServedScorer {
  readonly name: string;
  readonly indexOnly: boolean;
  readonly knobs: Readonly<Record<string, unknown>>;
  /** What it is built upon. */
  readonly stage?: { readonly what: string; readonly optional: boolean };
}

/** What is chosen on validation where a strategy is fused. */
const fusionSettings: readonly string[] = ['weight', 'firstScale', 'rerankScale'];

/** What cannot be served as a suite says, or would be measured twice. */
export function servingFaults(suite: Suite, scorers: readonly ServedScorer[]): Fault[] {
  const { serving, cost } = suite;
  if (serving === undefined) return [];
  const faults: Fault[] = [];
  for (const list of ['latency', 'sweeps', 'memory'] as const) {
    if (cost[list].length === 0) continue;
    faults.push({ path: ['cost', list], message: 'the block `serving` measures this of every strategy: leave it out here' });
  }
  const listed = suite.datasets.map(({ name }) => name);
  serving.datasets?.forEach((name, i) => {
    if (!listed.includes(name)) faults.push(unknownName(['serving', 'datasets', i], 'data set of this suite', name, listed));
  });
  const arms = armsOf(suite);
  const imported = suite.importedModels ?? [];
  const labels = [...arms.map(({ label }) => label), ...imported.map((model) => model.name)];
  const names = scorers.map(({ name }) => name);
  const served = (path: Path, label: string, scorer: string, settings: Readonly<Record<string, unknown>>): Fault[] => {
    const kind = scorers.find(({ name }) => name === scorer);
    const arm = arms.find((other) => other.label === label);
    const brought = imported.find((other) => other.name === label);
    const known = kind === undefined ? [] : Object.keys(kind.knobs);
    const alien = kind === undefined ? [] : Object.keys(settings).filter((name) => !known.includes(name));
    const isVectorless =
      brought === undefined
        ? arm !== undefined && isModelName(arm.model) && models[arm.model].fusion.metric === undefined
        : 'pair' in brought.onnx;
    return [
      ...(labels.includes(label) ? [] : [unknownName([...path, 'model'], 'model of this suite', label, labels)]),
      ...(kind === undefined ? [unknownName([...path, 'scorer'], 'scorer', scorer, names)] : []),
      ...alien.map((name) => unknownName([...path, 'settings', name], `setting of ${scorer}`, name, known, true)),
      ...(kind?.indexOnly === true && isVectorless
        ? [
            {
              path: [...path, 'scorer'],
              message: `${scorer} searches embeddings, and ${label} has none: name a dual tower, or a cascade whose \`first\` is one`,
            },
          ]
        : []),
    ];
  };
  serving.strategies.forEach(({ model, scorer, settings, fused, first }, i) => {
    const path = ['serving', 'strategies', i];
    faults.push(...served(path, model, scorer, settings));
    if (first !== undefined) faults.push(...served([...path, 'first'], first.model, first.scorer, first.settings));
    const kind = scorers.find(({ name }) => name === scorer);
    if (kind === undefined) return;
    if (fused && !('weight' in kind.knobs))
      faults.push({ path: [...path, 'fused'], message: `${scorer} has no two scores to weigh: only a cascade has` });
    if (fused && Object.keys(settings).some((name) => fusionSettings.includes(name)))
      faults.push({
        path: [...path, 'settings'],
        message: 'the weight and the scales are chosen where `fused` is true: leave them out',
      });
    if (kind.stage === undefined && first !== undefined)
      faults.push({ path: [...path, 'first'], message: `${scorer} is built upon no other scorer` });
    if (kind.stage?.optional === false && first === undefined)
      faults.push({ path, message: `${scorer} needs \`first\`: ${kind.stage.what}` });
  });
  const strategies = strategiesOf(serving);
  for (const [i, { model, label }] of strategies.entries()) {
    if (strategies.findIndex((other) => other.model === model && other.label === label) === i) continue;
    faults.push({ path: ['serving', 'strategies'], message: `"${label}" of ${model} is listed twice` });
  }
  return faults;
}
