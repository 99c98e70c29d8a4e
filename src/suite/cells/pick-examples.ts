/** Why a query is shown: the other model is far better, the baseline is, or both fail. */
export type ExampleReason = 'other better' | 'baseline better' | 'both fail';

/** What two models make of the same queries: 1-based ranks of the first right answer, and the family of each query. Arrays are [Q]. */
export interface ComparedRanks {
  readonly baseline: ArrayLike<number>;
  readonly other: ArrayLike<number>;
  readonly units: ArrayLike<number>;
}

/**
 * The queries where two models differ most in reciprocal rank, each way, and those on which the better one does worst; the largest first, one of a family, a
 * query for one reason only. Positions in the arrays.
 */
export function pickExamples(
  { baseline, other, units }: ComparedRanks,
  each: number,
): { reason: ExampleReason; query: number }[] {
  const queries = Array.from({ length: baseline.length }, (_, query) => query);
  const gain = (query: number): number => 1 / other[query]! - 1 / baseline[query]!;
  const better = (query: number): number => Math.min(baseline[query]!, other[query]!);
  const seen = new Set<number>();
  const take = (reason: ExampleReason, isOne: (query: number) => boolean, by: (query: number) => number) => {
    const taken: { reason: ExampleReason; query: number }[] = [];
    for (const query of queries.filter(isOne).toSorted((a, b) => by(b) - by(a) || a - b)) {
      if (taken.length === each) break;
      if (seen.has(units[query]!)) continue;
      seen.add(units[query]!);
      taken.push({ reason, query });
    }
    return taken;
  };
  return [
    ...take('other better', (query) => gain(query) > 0, gain),
    ...take(
      'baseline better',
      (query) => gain(query) < 0,
      (query) => -gain(query),
    ),
    ...take('both fail', (query) => better(query) > 10, better),
  ];
}
