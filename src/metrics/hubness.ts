import type { TopRankings } from './top-rankings.ts';

/** Hubness of a set of rankings. */
export interface Hubness {
  /**
   * The skewness of N_k, how often each of M candidates stands among the first k of a query: 0 where all candidates are found alike, large where a few stand in most
   * answers. Radovanović, Nanopoulos and Ivanović, Hubs in Space, JMLR 2010, §2.1.
   */
  readonly skewness: number;
  /** Its derivative by how often each query occurs, at once [Q]. */
  readonly influences: Float64Array;
}

/** `undefined` where every candidate is found equally often. */
export function hubness({ rows, depth, queryRows }: TopRankings, candidates: number): Hubness | undefined {
  const occurrences = new Float64Array(candidates);
  for (const row of rows) occurrences[row]!++;
  const mean = rows.length / candidates;
  let [second, third] = [0, 0];
  for (const count of occurrences) {
    second += (count - mean) ** 2 / candidates;
    third += (count - mean) ** 3 / candidates;
  }
  if (second === 0) return undefined;
  // The mean moves with each count; deviations from it sum to 0, their squares do not.
  const slopes = occurrences.map((count) => {
    const deviation = count - mean;
    const [ofSecond, ofThird] = [(2 * deviation) / candidates, (3 * (deviation ** 2 - second)) / candidates];
    return ofThird / second ** 1.5 - (1.5 * third * ofSecond) / second ** 2.5;
  });
  const influences = Float64Array.from(queryRows, (_, query) =>
    rows.subarray(query * depth, (query + 1) * depth).reduce((sum, row) => sum + slopes[row]!, 0),
  );
  return { skewness: third / second ** 1.5, influences };
}
