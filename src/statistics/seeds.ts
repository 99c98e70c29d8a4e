import type { Unit } from './unit-sums.ts';

export interface QueryValue {
  /** Names a query within its side of the data set, and its direction where both are pooled. */
  readonly queryKey: string;
  readonly unit: Unit;
  readonly value: number;
}

/**
 * Averages each query over the seeds that tested it, so that a bootstrap over units sees every query once: seeds are repetitions, not
 * new queries. With one fold a seed each query has one value and stays as it is. Order of first appearance.
 */
export function averageSeeds(perSeed: readonly (readonly QueryValue[])[]): QueryValue[] {
  const sums = new Map<string, { unit: Unit; sum: number; count: number }>();
  for (const queries of perSeed) {
    for (const { queryKey, unit, value } of queries) {
      const known = sums.get(queryKey);
      if (known === undefined) {
        sums.set(queryKey, { unit, sum: value, count: 1 });
        continue;
      }
      if (known.unit !== unit) throw new Error(`internal: query ${queryKey} is of unit ${known.unit} and of unit ${unit}`);
      known.sum += value;
      known.count++;
    }
  }
  return Array.from(sums, ([queryKey, { unit, sum, count }]) => ({ queryKey, unit, value: sum / count }));
}
