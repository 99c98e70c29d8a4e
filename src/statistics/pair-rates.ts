/** Totals over some pairs that were called related or not, and given a probability. */
export interface PairTotals {
  readonly pairs: number;
  readonly right: number;
  /** Called related, and of these the right ones. */
  readonly passed: number;
  readonly hits: number;
  /** Σ (probability − truth)². */
  readonly squaredError: number;
}

const ratio = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

/**
 * Rates of a pair filter. `undefined` where there is nothing to divide by: a precision needs a pair that passes.
 *
 * Brier score (Brier 1950): mean of (probability − truth)². Brier skill: 1 − score / π(1 − π), where π is the prevalence of these very pairs, the best constant
 * forecast there is; 0 tells no more than that, below 0 less.
 */
export const pairRates = {
  precision: ({ hits, passed }) => ratio(hits, passed),
  recall: ({ hits, right }) => ratio(hits, right),
  F1: ({ hits, passed, right }) => ratio(2 * hits, passed + right),
  Brier: ({ squaredError, pairs }) => ratio(squaredError, pairs),
  'Brier skill': ({ squaredError, pairs, right }) => {
    const relative = ratio(squaredError * pairs, right * (pairs - right));
    return relative === undefined ? undefined : 1 - relative;
  },
} as const satisfies Readonly<Record<string, (totals: PairTotals) => number | undefined>>;

export type PairRate = keyof typeof pairRates;
export const pairRateNames = Object.keys(pairRates) as PairRate[];
