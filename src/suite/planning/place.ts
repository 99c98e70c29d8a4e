import type { DatasetManifest } from '../../dataset/manifest.ts';
import type { Cell, Json } from '../cell.ts';
import { cellFileName } from '../cell.ts';
import type { CellKindName, PlannedWith } from '../cells/table.ts';
import type { Suite } from '../reading/schema.ts';
import { createEstimator, type Estimator } from './estimate.ts';
import { layout } from './layout.ts';

/** One seed on the split that it uses. */
export interface Place {
  readonly dataset: string;
  readonly split: string;
  readonly seed: number;
  /** The first seed that uses the split: its files are kept where other programs look for them. */
  readonly isFirst: boolean;
}

export const cellId = ({ dataset, split, seed }: Place, model: string, step: string): string =>
  `${dataset}/${split}/${model}/seed-${seed}/${step}`;

/** A kind of cell with what its run takes. */
export type Planned<Kind extends CellKindName = CellKindName> = PlannedWith[Kind];
/** The same before it is known where: any of some kinds, with its settings. */
export type WithSettings<Kind extends CellKindName> = { [K in Kind]: Pick<PlannedWith[K], 'kind' | 'settings'> }[Kind];

/** Settings become plain JSON, as a fresh process reads them. Estimates are no part of what a cell is. */
export const cell = (planned: Planned & Pick<Cell, 'id' | 'needs' | 'estimate'>): Cell => ({
  ...planned,
  settings: JSON.parse(JSON.stringify(planned.settings)) as { [name: string]: Json },
});

/** A cell of this kind, as it was planned. */
export function plannedAs<Kind extends CellKindName>(planned: Cell, kind: Kind): Planned<Kind> {
  if (planned.kind !== kind) throw new Error(`internal: ${planned.id} is of the kind ${planned.kind}, not ${kind}`);
  return planned as unknown as Planned<Kind>;
}

export const folderOf = (place: Place, label: string): string =>
  place.isFirst ? layout.model(place.dataset, place.split, label) : `cells/${cellFileName(cellId(place, label, 'model'))}`;

/** The splits of a data set that a suite uses, one a seed: seed k uses split k modulo their number. */
export function placesOf(suite: Suite, manifest: DatasetManifest, splits: readonly string[] | undefined): Place[] {
  const names = splits ?? manifest.splits.map(({ name }) => name);
  return Array.from({ length: suite.seeds }, (_, seed) => ({
    dataset: manifest.name,
    split: names[seed % names.length]!,
    seed,
    isFirst: seed < names.length,
  }));
}

export function estimatorFor({ sides, splits }: DatasetManifest, threads: number): Estimator {
  const size = ({ count, features }: DatasetManifest['sides']['left']) => ({
    items: count,
    tested: Math.ceil(count / Math.max(2, splits.length)),
    features,
  });
  return createEstimator({ left: size(sides.left), right: size(sides.right) }, threads);
}
