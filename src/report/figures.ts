import type { CellRecord, Figure } from '../types.ts';
import { accuracyFigures } from './accuracy-figures.ts';
import { accuracyRuns, sharedSeeds } from './accuracy-runs.ts';
import { differenceFigures } from './difference-figures.ts';
import { type IndexCost, indexCostFigures, indexCosts } from './index-costs.ts';
import { inOrder } from './order.ts';
import { type PassFit, passFitFigures, passFits } from './pass-fits.ts';
import type { LoadedRecord } from './read-record.ts';
import { sampleFigures } from './sample-figures.ts';

/** Everything a report says in numbers, and what it takes to reason about sizes that were not measured. */
export interface DerivedFigures {
  /** Rows of results.csv, in their order. */
  readonly figures: readonly Figure[];
  /** By data set: the seeds that means over seeds are made of. */
  readonly seeds: ReadonlyMap<string, readonly number[]>;
  readonly passFits: readonly PassFit[];
  readonly indexCosts: readonly IndexCost[];
}

/**
 * Derives all figures of a run from its record alone: accuracy with intervals (see `accuracyFigures`), differences to the baseline
 * (`differenceFigures`), latency percentiles (`sampleFigures`), fits over N × M (`passFitFigures`), break-even (`indexCostFigures`), and the
 * remaining figures of the cells as they are.
 */
export function deriveFigures(loaded: LoadedRecord): DerivedFigures {
  const models = accuracyRuns(loaded);
  const seeds = new Map<string, readonly number[]>();
  const accuracy = [...new Set(models.map(({ dataset }) => dataset))].flatMap((name) => {
    const here = models.filter(({ dataset }) => dataset === name);
    const shared = sharedSeeds(here);
    seeds.set(name, shared);
    return [
      ...here.flatMap((model) => accuracyFigures(model, shared)),
      ...differenceFigures(here, loaded.record.suite.baseline, shared),
    ];
  });
  const costs = loaded.cells
    .filter(isCost(loaded))
    .flatMap(({ figures, samples }) => [...figures, ...samples.flatMap(sampleFigures)]);
  const fits = passFits(loaded.cells);
  const indexes = indexCosts(costs);
  const figures = inOrder([...accuracy, ...costs, ...fits.flatMap(passFitFigures), ...indexes.flatMap(indexCostFigures)]);
  refuseDoubles(figures);
  return {
    figures,
    seeds,
    passFits: fits,
    indexCosts: indexes,
  };
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
