import type { Comparison } from '../compare/comparison.ts';
import { compareRuns } from '../compare/comparison.ts';
import { weightsOf } from '../compare/systems.ts';
import type { GateResult } from '../record/gate-result.ts';
import type { LoadedRecord } from '../record/read-record.ts';

/** What a report shows beside its own record. */
export interface Companions {
  readonly gates: readonly GateResult[];
  /** The same weights on other devices or machines, this run being the first; left out where no other run has them. */
  readonly comparison?: Comparison;
}

export interface NamedRun {
  readonly name: string;
  readonly loaded: Pick<LoadedRecord, 'record' | 'cells'>;
}

/** What belongs to the report of one run of all that was given: gates as they are, and those runs that measured its very weights. */
export function companionsOf(run: NamedRun, others: readonly NamedRun[], gates: readonly GateResult[]): Companions {
  const elsewhere = others.filter((other) => hasSameModels(run.loaded, other.loaded));
  return elsewhere.length === 0 ? { gates } : { gates, comparison: compareRuns([run, ...elsewhere]) };
}

/** Whether the runs share data and models, and no model of the one has other weights in the other. */
function hasSameModels(one: NamedRun['loaded'], other: NamedRun['loaded']): boolean {
  const weights = weightsOf(other.cells);
  const shared = [...weightsOf(one.cells)].filter(([model]) => weights.has(model));
  const hashes = new Map(other.record.datasets.map(({ name, hash }) => [name, hash]));
  return (
    shared.length > 0 &&
    shared.every(([model, hash]) => weights.get(model) === hash) &&
    one.record.datasets.every(({ name, hash }) => (hashes.get(name) ?? hash) === hash)
  );
}
