import type { Figure } from '../../record.ts';
import type { Series } from '../../statistics/unit-sums.ts';
import { meanName } from '../figures/derived-names.ts';
import { type SubjectKey, select, subjects } from '../figures/figure-lookup.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { withoutSweeps } from './size-sweeps.ts';
import { strategyMetric } from './strategy-quality.ts';

/** The ways to serve whose single queries were timed over the whole test part, each in a direction. */
export const timedStrategies = (figures: readonly Figure[]): SubjectKey[] =>
  subjects(select(withoutSweeps(figures), { metric: meanName('end to end') }).filter(({ scorer }) => scorer !== undefined));

/** `strategyMetric` of every query of the whole test part, as the quality cell of a way to serve kept it: `undefined` where none did. */
export function strategySeries({ cells, perQuery }: LoadedRecord, key: SubjectKey): Series | undefined {
  const { model, scorer, dataset, split, seed, direction } = key;
  const cell = cells.find(
    ({ kind, status, key: of }) =>
      kind === 'quality' &&
      status === 'done' &&
      of.model === model &&
      of.scorer === scorer &&
      of.dataset === dataset &&
      of.split === split &&
      of.seed === seed,
  );
  const kept = cell === undefined || direction === undefined ? undefined : perQuery.get(cell.id)?.[direction];
  const values = kept?.values.get(strategyMetric);
  return kept === undefined || values === undefined ? undefined : { values, units: kept.units };
}
