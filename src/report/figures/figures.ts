import type { CellRecord, Figure } from '../../record.ts';
import { type IndexCost, indexCostFigures, indexCosts } from '../costs/index-costs.ts';
import { withUnits } from '../costs/index-recall.ts';
import { type PassFit, passFitFigures, passFits } from '../costs/pass-fits.ts';
import { type SizeSweep, sizeSweeps, sweepFigures } from '../costs/size-sweeps.ts';
import { familyOf, otherFamilies } from '../record/families.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { accuracyRuns, sharedSeeds } from './accuracy-runs.ts';
import { select } from './figure-lookup.ts';
import { fusionControlFigures } from './fusion-controls.ts';
import { modelFigures } from './model-figures.ts';
import { objectiveArms } from './objective-arms.ts';
import { inOrder } from './order.ts';
import { isFilterCell, pairFigures } from './pair-figures.ts';
import { precisionFigures } from './precision-figures.ts';
import { type Representative, representatives } from './representatives.ts';
import { sampleFigures } from './sample-figures.ts';
import { validationFigures } from './validation.ts';

/** Everything a report says in numbers, and what it takes to reason about sizes that were not measured. */
export interface DerivedFigures {
  /** Rows of results.csv, in their order. */
  readonly figures: readonly Figure[];
  /** By data set: the seeds that means over seeds are made of. */
  readonly seeds: ReadonlyMap<string, readonly number[]>;
  /** By data set and family: the model that speaks for it. */
  readonly representatives: ReadonlyMap<string, ReadonlyMap<string, Representative>>;
  readonly passFits: readonly PassFit[];
  readonly indexCosts: readonly IndexCost[];
  readonly sizeSweeps: readonly SizeSweep[];
}

/**
 * Derives all figures of a run from its record alone: accuracy with intervals and differences between models (see `modelFigures`), judging pairs (`pairFigures`), latency percentiles (`sampleFigures`), fits over N × M (`passFitFigures`), break-even (`indexCostFigures`), and the
 * remaining figures of the cells as they are.
 */
export function deriveFigures(loaded: LoadedRecord): DerivedFigures {
  const models = accuracyRuns(loaded);
  const { record } = loaded;
  const validation = validationFigures(loaded.cells);
  const seeds = new Map<string, readonly number[]>();
  const speakers = new Map<string, ReadonlyMap<string, Representative>>();
  const family = familyOf(record, record.suite.baseline);
  const accuracy = [...new Set(models.map(({ dataset }) => dataset))].flatMap((name) => {
    const here = models.filter(({ dataset }) => dataset === name);
    const shared = sharedSeeds(here);
    seeds.set(name, shared);
    const chosen = representatives(record, here, shared, select(validation, { dataset: name }));
    speakers.set(name, chosen);
    const ours = chosen.get(family ?? '')?.model;
    const theirs = otherFamilies(record, family).flatMap((other) => chosen.get(other)?.model ?? []);
    return modelFigures(here, shared, {
      baseline: record.suite.baseline,
      arms: objectiveArms(record),
      ...(ours === undefined ? {} : { representative: { model: ours, tested: theirs } }),
    });
  });
  const { figures: measured, passFits: fits } = servingFigures(loaded);
  const costs = measured.map(withUnits(models));
  const indexes = indexCosts(costs);
  const sweeps = sizeSweeps(loaded, costs);
  const figures = inOrder([
    ...accuracy,
    ...validation,
    ...pairFigures(loaded.cells),
    ...costs,
    ...fits.flatMap(passFitFigures),
    ...indexes.flatMap(indexCostFigures),
    ...sweeps.flatMap(sweepFigures),
    ...precisionFigures(loaded, costs),
    ...fusionControlFigures(loaded, costs),
  ]);
  refuseDoubles(figures);
  return {
    figures,
    seeds,
    representatives: speakers,
    passFits: fits,
    indexCosts: indexes,
    sizeSweeps: sweeps,
  };
}

/** What of the figures needs no resampling: costs as they were measured, percentiles, and fits. Enough to decide by, and there at once. */
export function servingFigures(loaded: LoadedRecord): Pick<DerivedFigures, 'figures' | 'passFits'> {
  const costs = loaded.cells.filter(isCost(loaded)).filter((cell) => !isFilterCell(cell));
  const figures = costs.flatMap(({ figures, samples }) => [...figures, ...samples.flatMap(sampleFigures)]);
  return { figures, passFits: passFits(loaded.cells) };
}

/** A figure that stands there twice could be read as either of the two. */
function refuseDoubles(figures: readonly Figure[]): void {
  const seen = new Set<string>();
  for (const { value: _value, unit: _unit, ciLow: _low, ciHigh: _high, samples: _samples, ...subject } of figures) {
    const name = JSON.stringify(Object.entries(subject).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(name)) throw new Error(`internal: two figures of the same thing, ${name}`);
    seen.add(name);
  }
}

/** Cells whose figures were not already taken up with the accuracy of a model. */
const isCost =
  ({ perQuery }: LoadedRecord) =>
  ({ id, kind, status }: CellRecord): boolean =>
    status === 'done' && !(kind === 'accuracy' && perQuery.has(id));
