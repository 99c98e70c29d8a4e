import type { Item } from '../types.ts';
import { averages } from './averages.ts';
import type { DirectionScores } from './evaluate.ts';
import { metricsOver } from './metrics-over.ts';

/** The queries of one direction that belong to a group of the data set, and what they average to. */
export interface Stratum {
  readonly group: string;
  readonly queries: number;
  readonly averages: Readonly<Record<string, number>>;
}

/** Every metric over queries, apart for each group that the data set names first of an item; groups in their order of size, then name. */
export function strata({ queryRows, perQuery }: DirectionScores, queries: readonly Item[]): Stratum[] {
  const members = new Map<string, number[]>();
  for (const [at, row] of queryRows.entries()) {
    const group = queries[row]!.groups?.[0];
    if (group !== undefined) members.set(group, [...(members.get(group) ?? []), at]);
  }
  return [...members]
    .map(([group, at]) => ({
      group,
      queries: at.length,
      averages: Object.fromEntries(
        metricsOver('query').map(([name, { average }]) => [
          name,
          averages[average](Float32Array.from(at, (query) => perQuery[name][query]!)),
        ]),
      ),
    }))
    .sort((a, b) => b.queries - a.queries || (a.group < b.group ? -1 : 1));
}
