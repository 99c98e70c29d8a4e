import type { DatasetManifest } from '../dataset/manifest.ts';
import { models } from '../models.ts';
import { type Arm, armsOf, modelOf } from './arms.ts';
import type { Cell } from './cell.ts';
import type { ExamplesCell, ShownModel } from './cells/examples.ts';
import { cell, cellId, type Place, placesOf } from './plan.ts';
import type { Suite } from './schema.ts';

const seconds = 6;
const bytes = 600_000;

/** Examples of the first seed of every data set, where a model of another family than the baseline's is trained; arms are no part of them. */
export const planExamples = (suite: Suite, manifests: Readonly<Record<string, DatasetManifest>>): Cell[] =>
  suite.datasets.flatMap(({ name, splits }) => examplesAt(suite, placesOf(suite, manifests[name]!, splits)[0]!));

const familyOf = (arm: Arm): string => models[modelOf(arm)].family;

function examplesAt(suite: Suite, place: Place): Cell[] {
  const arms = armsOf(suite);
  const baseline = arms.find(({ label }) => label === suite.baseline)!;
  const shown = (arm: Arm): ShownModel => ({
    label: arm.label,
    family: familyOf(arm),
    train: cellId(place, arm.label, 'train'),
    accuracy: cellId(place, arm.label, 'accuracy'),
  });
  const others = arms.filter((arm) => arm.arm === undefined && familyOf(arm) !== familyOf(baseline)).map(shown);
  if (others.length === 0) return [];
  const { dataset, split, seed } = place;
  const settings: ExamplesCell = { baseline: shown(baseline), others };
  const needs = [settings.baseline, ...others].flatMap(({ train, accuracy }) => [train, accuracy]);
  return [cell('examples', `${dataset}/${split}/examples`, { dataset, split, seed }, needs, settings, { seconds, bytes })];
}
