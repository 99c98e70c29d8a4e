import type { Cell } from '../cell.ts';
import type { BatchCell } from '../cells/batch.ts';
import type { IndexCell } from '../cells/index.ts';
import type { LatencyCell } from '../cells/latency.ts';
import type { ScaleCell } from '../cells/scale.ts';
import type { ServingCell } from '../cells/serving.ts';
import type { Suite } from '../reading/schema.ts';
import type { Estimator, Sized } from './estimate.ts';
import { cell, cellId, folderOf, type Place, type WithSettings } from './place.ts';

/** What planning has to know of the scorers. */
export interface ScorerFacts {
  readonly indexOnly: boolean;
}

/** A model whose folder a cell makes. */
export interface Costed {
  readonly label: string;
  /** The id of that cell. */
  readonly madeBy: string;
  /** Whether an index can search it. */
  readonly hasVectors: boolean;
  readonly sized: Sized;
}

type MeasuredCost = WithSettings<'latency' | 'index' | 'scale' | 'batch' | 'memory'>;

/** Cells that measure what serving a model costs, by the block `cost`. */
export function planCost(
  suite: Suite,
  { label, madeBy, hasVectors, sized }: Costed,
  place: Place,
  estimator: Estimator,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const { dataset, split, seed } = place;
  const { cost, threads, device } = suite;
  const serves = (scorer: string): boolean => hasVectors || !scorers[scorer]!.indexOnly;
  const needs = [`${dataset}/${split}/split`, madeBy];
  const budget = { queries: cost.latencyQueries, maximumSeconds: cost.latencySeconds };
  const served = (scorer: string, settings: Readonly<Record<string, number>> = {}): ServingCell => ({
    scorer,
    folder: folderOf(place, label),
    settings,
    k: cost.k,
    threads,
    device,
  });
  const measured = (what: MeasuredCost, scorer: string, estimate: Cell['estimate']): Cell => {
    const key = { dataset, split, model: label, seed, scorer };
    return cell({ ...what, id: cellId(place, label, `${what.kind}-${scorer}`), key, needs, estimate });
  };
  const { queries, maximumSeconds } = budget;
  return [
    ...cost.latency.filter(serves).map((scorer) => {
      const { idleSeconds } = cost;
      const settings: LatencyCell = { ...served(scorer), ...budget, ...(idleSeconds === undefined ? {} : { idleSeconds }) };
      return measured(
        { kind: 'latency', settings },
        scorer,
        estimator.latency(sized, scorer, queries, maximumSeconds, idleSeconds),
      );
    }),
    ...cost.sweeps
      .filter(({ scorer }) => serves(scorer))
      .map(({ scorer, knob, values, settings: fixed }) => {
        const settings: IndexCell = { ...served(scorer, fixed), ...budget, knob, values };
        return measured({ kind: 'index', settings }, scorer, estimator.index(queries, maximumSeconds, values.length));
      }),
    ...cost.scale
      .filter(({ scorer }) => serves(scorer))
      .map(({ scorer, pairs }) => {
        const settings: ScaleCell = { ...served(scorer), pairs };
        return measured({ kind: 'scale', settings }, scorer, estimator.scale(sized, scorer, pairs));
      }),
    ...cost.batch
      .filter(({ scorer }) => serves(scorer))
      .map(({ scorer, batches, candidates }) => {
        const settings: BatchCell = { ...served(scorer), ...budget, batches, candidates };
        return measured(
          { kind: 'batch', settings },
          scorer,
          estimator.batch(maximumSeconds, batches.length * (candidates?.length ?? 1)),
        );
      }),
    ...cost.memory
      .filter(serves)
      .map((scorer) => measured({ kind: 'memory', settings: served(scorer) }, scorer, estimator.memory())),
  ];
}
