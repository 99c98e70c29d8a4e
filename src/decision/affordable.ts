import { predictCost, type ScalingFit } from '../statistics/scaling.ts';

export interface Affordable {
  /** Largest size whose expected cost is within the budget; 0 when even the smallest is not. */
  readonly size: number;
  /** Sizes at which the 95 % interval of a new measurement leaves and enters the budget; left out where the fit has none. */
  readonly low?: number;
  readonly high?: number;
  /** Beyond the measured sizes: an expectation, not a measurement. */
  readonly extrapolated: boolean;
}

/** No real service scores more pairs than this in one pass; a size found there only says that the fit does not grow. */
const largestSize = 1e18;

/**
 * The largest size that a budget pays for, by a fit of cost over size: N × M pairs of a full pass, or candidates of one query.
 * `undefined` when the fitted cost does not grow with size.
 */
export function affordable(fit: ScalingFit, budget: number): Affordable | undefined {
  if (!(fit.coefficients[1] > 0)) return undefined;
  const size = lastWithin((at) => predictCost(fit, at).cost, budget);
  if (size === undefined) return undefined;
  const extrapolated = size > fit.largest || size < fit.smallest;
  if (fit.intervals === undefined) return { size, extrapolated };
  const low = lastWithin((at) => predictCost(fit, at).interval?.high ?? Number.POSITIVE_INFINITY, budget);
  const high = lastWithin((at) => predictCost(fit, at).interval?.low ?? Number.NEGATIVE_INFINITY, budget);
  return { size, low, high, extrapolated };
}

/** The last whole size at which a growing cost is within the budget, by bisection; `undefined` when it always is. */
function lastWithin(costAt: (size: number) => number, budget: number): number | undefined {
  if (costAt(largestSize) <= budget) return undefined;
  let within = 0;
  let beyond = largestSize;
  // Far above 2⁵³ neighbours are no longer whole numbers apart; a millionth of a millionth is close enough there.
  while (beyond - within > Math.max(1, within * 1e-12)) {
    const middle = Math.floor(within + (beyond - within) / 2);
    if (costAt(middle) <= budget) within = middle;
    else beyond = middle;
  }
  return within;
}
