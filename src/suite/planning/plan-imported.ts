import type { DatasetManifest } from '../../dataset/manifest.ts';
import type { Cell } from '../cell.ts';
import type { AccuracyCell } from '../cells/accuracy.ts';
import type { FilterCell } from '../cells/filter.ts';
import type { ImportCell } from '../cells/import.ts';
import type { Suite } from '../reading/schema.ts';
import type { Estimator } from './estimate.ts';
import type { ImportedModel } from './imported-models.ts';
import { cell, cellId, estimatorFor, folderOf, type Place, placesOf } from './place.ts';
import { planCost, type ScorerFacts } from './plan-cost.ts';

/** Cells of models that come from `.onnx` files: imported in place of trained, then evaluated and measured as the others. */
export function planImported(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  imported: readonly ImportedModel[],
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  return suite.datasets.flatMap(({ name, splits }) => {
    const estimator = estimatorFor(manifests[name]!, suite.threads);
    return placesOf(suite, manifests[name]!, splits).flatMap((place) =>
      imported.flatMap((model) => planModel(suite, model, place, estimator, scorers)),
    );
  });
}

function planModel(
  suite: Suite,
  { name, files, metric, sized }: ImportedModel,
  place: Place,
  estimator: Estimator,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const { threads, device, cost } = suite;
  const { dataset, split, seed, isFirst } = place;
  const key = { dataset, split, model: name, seed };
  const folder = folderOf(place, name);
  const madeBy = cellId(place, name, 'import');
  const imported: ImportCell = { folder, name, files, metric, threads, device };
  const accuracy: AccuracyCell = { folder, keepsScores: isFirst, threads, device };
  const filter: FilterCell = { folder, threads, device };
  const isCosted = seed < cost.seeds && cost.datasets?.includes(dataset) !== false && (cost.models?.includes(name) ?? true);
  const costed = { label: name, madeBy, hasVectors: metric !== undefined, sized };
  // Validation scores about a sixth as many pairs as the test; the files are written five times.
  const importing = { ...estimator.accuracy(sized, false), bytes: 20 * sized.parameters };
  const judging = (step: string) => ({ id: cellId(place, name, step), key, needs: [madeBy] });
  return [
    cell({ kind: 'import', id: madeBy, key, needs: [], settings: imported, estimate: importing }),
    cell({ kind: 'accuracy', ...judging('accuracy'), settings: accuracy, estimate: estimator.accuracy(sized, isFirst) }),
    ...(suite.pairFiltering
      ? [cell({ kind: 'filter', ...judging('filter'), settings: filter, estimate: estimator.filter(sized) })]
      : []),
    ...(isCosted ? planCost(suite, costed, place, estimator, scorers) : []),
  ];
}
