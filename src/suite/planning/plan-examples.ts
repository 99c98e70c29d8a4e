import type { DatasetManifest } from '../../dataset/manifest.ts';
import { models } from '../../models.ts';
import type { Cell } from '../cell.ts';
import type { ExamplesCell, ShownModel } from '../cells/examples.ts';
import { type Arm, armsOf, modelOf } from '../reading/arms.ts';
import type { Suite } from '../reading/schema.ts';
import type { ImportedModel } from './imported-models.ts';
import { cell, cellId, type Place, placesOf } from './place.ts';

const seconds = 6;
const bytes = 600_000;

/** Examples of the first seed of every data set, where there is a model of another family than the baseline's; arms are no part of them. */
export const planExamples = (
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  imported: readonly ImportedModel[],
): Cell[] =>
  suite.datasets.flatMap(({ name, splits }) => examplesAt(suite, imported, placesOf(suite, manifests[name]!, splits)[0]!));

const familyOf = (arm: Arm): string => models[modelOf(arm)].family;

function examplesAt(suite: Suite, imported: readonly ImportedModel[], place: Place): Cell[] {
  const arms = armsOf(suite);
  const baseline = arms.find(({ label }) => label === suite.baseline)!;
  const shown = (label: string, family: string, madeBy: string): ShownModel => ({
    label,
    family,
    madeBy: cellId(place, label, madeBy),
    accuracy: cellId(place, label, 'accuracy'),
  });
  const trained = arms.filter(({ arm }) => arm === undefined).map((arm) => shown(arm.label, familyOf(arm), 'train'));
  const others = [...trained, ...imported.map(({ name, family }) => shown(name, family, 'import'))].filter(
    ({ family }) => family !== familyOf(baseline),
  );
  if (others.length === 0) return [];
  const { dataset, split, seed } = place;
  const settings: ExamplesCell = { baseline: shown(baseline.label, familyOf(baseline), 'train'), others };
  const needs = [settings.baseline, ...others].flatMap(({ madeBy, accuracy }) => [madeBy, accuracy]);
  const key = { dataset, split, seed };
  return [cell({ kind: 'examples', id: `${dataset}/${split}/examples`, key, needs, settings, estimate: { seconds, bytes } })];
}
