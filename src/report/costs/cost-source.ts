import type { CellRecord, RunRecord } from '../../record.ts';
import type { ModelManifest } from '../../types.ts';

/**
 * The data set on which costs of the models on another one can be read: itself where theirs were measured there, else the first where the same models were
 * measured with the same widths and operations. A time depends on those and on the number of items, not on what the items are. `undefined` without one.
 */
export function costSource(
  dataset: string,
  models: readonly string[],
  { datasets }: RunRecord,
  cells: readonly CellRecord[],
  isMeasured: (dataset: string, model: string) => boolean,
): string | undefined {
  if (models.some((model) => isMeasured(dataset, model))) return dataset;
  const shape = (on: string, model: string): string | undefined => {
    const cell = cells.find(({ key, details }) => key.dataset === on && key.model === model && details?.manifest !== undefined);
    if (cell === undefined) return undefined;
    const { left, right, parameters, work } = cell.details!.manifest as unknown as ModelManifest;
    return JSON.stringify([left, right, parameters, work]);
  };
  return datasets.find(({ name }) =>
    models.every((model) => {
      const here = shape(dataset, model);
      return here !== undefined && here === shape(name, model) && isMeasured(name, model);
    }),
  )?.name;
}
