import type { DatasetManifest } from '../dataset/manifest.ts';
import type { Cell } from './cell.ts';
import type { AccuracyCell } from './cells/accuracy.ts';
import type { FilterCell } from './cells/filter.ts';
import type { ImportCell } from './cells/import.ts';
import type { CellKindName } from './cells/table.ts';
import type { ModelFiles } from './imported-models.ts';
import type { ImportedModel } from './imported-schema.ts';
import { cell, cellId, folderOf, type Place, placesOf, type ScorerFacts } from './plan.ts';
import type { Suite } from './schema.ts';

/** Nothing is known of a foreign model but its size: seconds of a cell that is not bounded by the suite. */
const someSeconds = 20;

/** Cells of models that come from `.onnx` files: imported in place of trained, then evaluated and measured as the others. */
export function planImported(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  files: ModelFiles,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  return suite.datasets.flatMap(({ name, splits }) =>
    placesOf(suite, manifests[name]!, splits).flatMap((place) =>
      (suite.importedModels ?? []).flatMap((model) => planModel(suite, model, files, place, scorers)),
    ),
  );
}

function planModel(
  suite: Suite,
  { name, onnx }: ImportedModel,
  files: ModelFiles,
  place: Place,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const { threads, device, cost } = suite;
  const { dataset, split, seed, isFirst } = place;
  const key = { dataset, split, model: name, seed };
  const folder = folderOf(place, name);
  const importId = cellId(place, name, 'import');
  const imported: ImportCell = { folder, name, files: files[name]!, metric: 'pair' in onnx ? undefined : onnx.metric, device };
  const accuracy: AccuracyCell = { folder, keepsScores: isFirst, threads, device };
  const filter: FilterCell = { folder, threads, device };
  const estimate = { seconds: someSeconds, bytes: 0 };
  const cells = [
    cell('import', importId, key, [], imported, estimate),
    cell('accuracy', cellId(place, name, 'accuracy'), key, [importId], accuracy, estimate),
    ...(suite.pairFiltering ? [cell('filter', cellId(place, name, 'filter'), key, [importId], filter, estimate)] : []),
  ];
  if (seed >= cost.seeds || cost.datasets?.includes(dataset) === false) return cells;
  const needs = [`${dataset}/${split}/split`, importId];
  const serves = (scorer: string): boolean => !('pair' in onnx) || !scorers[scorer]!.indexOnly;
  const budget = { queries: cost.latencyQueries, maximumSeconds: cost.latencySeconds };
  const measured = (kind: CellKindName, scorer: string, more: object, fixed: Readonly<Record<string, number>> = {}): Cell[] =>
    serves(scorer)
      ? [
          cell(
            kind,
            cellId(place, name, `${kind}-${scorer}`),
            { ...key, scorer },
            needs,
            { scorer, folder, settings: fixed, k: cost.k, threads, device, ...more },
            { seconds: someSeconds + 2 * cost.latencySeconds, bytes: 0 },
          ),
        ]
      : [];
  return [
    ...cells,
    ...cost.latency.flatMap((scorer) => measured('latency', scorer, budget)),
    ...cost.sweeps.flatMap(({ scorer, knob, values, settings }) =>
      measured('index', scorer, { ...budget, knob, values }, settings),
    ),
    ...cost.scale.flatMap(({ scorer, pairs }) => measured('scale', scorer, { pairs })),
    ...cost.batch.flatMap(({ scorer, batches, candidates }) => measured('batch', scorer, { ...budget, batches, candidates })),
    ...cost.memory.flatMap((scorer) => measured('memory', scorer, {})),
  ];
}
