import type { TopRankings } from './top-rankings.ts';

/**
 * Hubness of a set of rankings: the skewness of N_k, how often each of M candidates stands among the first k of a query. 0 where all candidates are found alike,
 * large where a few stand in most answers. `undefined` where every candidate is found equally often. Radovanović, Nanopoulos and Ivanović, Hubs in Space,
 * JMLR 2010, §2.1.
 */
export function hubness(top: TopRankings, candidates: number): number | undefined {
  const occurrences = new Float64Array(candidates);
  for (const row of top.rows) occurrences[row]!++;
  const mean = top.rows.length / candidates;
  let [second, third] = [0, 0];
  for (const count of occurrences) {
    second += (count - mean) ** 2 / candidates;
    third += (count - mean) ** 3 / candidates;
  }
  return second > 0 ? third / second ** 1.5 : undefined;
}
