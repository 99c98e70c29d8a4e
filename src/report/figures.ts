import type { CellRecord, Figure } from '../types.ts';
import { accuracyFigures } from './accuracy-figures.ts';
import { accuracyRuns } from './accuracy-runs.ts';
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
  const datasets = [...new Set(models.map(({ dataset }) => dataset))];
  const accuracy = [
    ...models.flatMap(accuracyFigures),
    ...datasets.flatMap((name) =>
      differenceFigures(
        models.filter(({ dataset }) => dataset === name),
        loaded.record.suite.baseline,
      ),
    ),
  ];
  const costs = loaded.cells
    .filter(isCost(loaded))
    .flatMap(({ figures, samples }) => [...figures, ...samples.flatMap(sampleFigures)]);
  const fits = passFits(loaded.cells);
  const indexes = indexCosts(costs);
  return {
    figures: inOrder([...accuracy, ...costs, ...fits.flatMap(passFitFigures), ...indexes.flatMap(indexCostFigures)]),
    passFits: fits,
    indexCosts: indexes,
  };
}

/** Cells whose figures were not already taken up with the accuracy of a model. */
const isCost =
  ({ perQuery }: LoadedRecord) =>
  ({ id, kind, status }: CellRecord): boolean =>
    status === 'done' && !(kind === 'accuracy' && perQuery.has(id));
