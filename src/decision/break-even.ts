import type { Measured } from './measured.ts';

/** A number of queries, or `never`: what is saved does not pay for the build, however long one waits. */
export type QueryCount = number | 'never';

export interface BreakEven {
  /** What a query saves; below 0 the index is the slower one. */
  readonly savingMs: Measured;
  readonly queries: QueryCount;
  /** The fewest and most queries within the interval of the saving; left out where that is not known. */
  readonly low?: QueryCount;
  readonly high?: QueryCount;
}

/**
 * Queries after which what was built once has paid for itself: build cost over saving a query, rounded up. The interval takes the two
 * latencies at their opposite ends, so it is wider than one for their difference.
 */
export function breakEven(buildMs: number, without: Measured, withIndex: Measured): BreakEven {
  const after = (savingMs: number): QueryCount => (savingMs > 0 ? Math.ceil(buildMs / savingMs) : 'never');
  const value = without.value - withIndex.value;
  const { low: withoutLow, high: withoutHigh } = without;
  const { low: withLow, high: withHigh } = withIndex;
  if (withoutLow === undefined || withoutHigh === undefined || withLow === undefined || withHigh === undefined) {
    return { savingMs: { value }, queries: after(value) };
  }
  const savingMs = { value, low: withoutLow - withHigh, high: withoutHigh - withLow };
  return { savingMs, queries: after(value), low: after(savingMs.high), high: after(savingMs.low) };
}
