import type { Estimate } from './bootstrap.ts';
import { tQuantile } from './t-interval.ts';
import type { Unit } from './unit-layout.ts';

/** How much a figure changes with how often each unit occurs: what a resample of units would change, to first order. */
export interface Influence {
  readonly units: ArrayLike<Unit>;
  /** [units]. */
  readonly values: ArrayLike<number>;
  /** Default 1: the figure is Σ weight × figures, one a series, as the mean over seeds is. */
  readonly weight?: number;
}

/**
 * Standard error of a figure over units by the infinitesimal jackknife, √(Σ (I − mean I)² × n / (n − 1)) of n units, which is the delta method over
 * resampled units (Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982, ch. 6), and an interval by Student's t with n − 1 degrees of
 * freedom. A figure in (0, 1) has its interval on the logit scale, inside (0, 1). For what is pooled over pairs of units, where each resample would be a
 * pass over all pairs.
 */
export function influenceEstimate(value: number, series: readonly Influence[], fraction: boolean): Omit<Estimate, 'queries'> {
  const total = new Map<Unit, number>();
  for (const { units, values, weight = 1 } of series) {
    if (units.length !== values.length) throw new Error(`internal: ${values.length} influences of ${units.length} units`);
    for (let i = 0; i < units.length; i++) total.set(units[i]!, (total.get(units[i]!) ?? 0) + weight * values[i]!);
  }
  const count = total.size;
  if (count < 2) return { value, interval: undefined, standardError: undefined, units: count };
  const mean = [...total.values()].reduce((sum, one) => sum + one, 0) / count;
  const squares = [...total.values()].reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const standardError = Math.sqrt((squares * count) / (count - 1));
  const level = 0.95;
  const half = tQuantile((1 + level) / 2, count - 1) * standardError;
  const ends = fraction && value > 0 && value < 1 ? onLogitScale(value, half) : { low: value - half, high: value + half };
  return { value, interval: { ...ends, level }, standardError, units: count };
}

/** The derivative of the logit is 1 / (value (1 − value)). */
function onLogitScale(value: number, half: number): { low: number; high: number } {
  const [logit, reach] = [Math.log(value / (1 - value)), half / (value * (1 - value))];
  const inverse = (x: number): number => 1 / (1 + Math.exp(-x));
  return { low: inverse(logit - reach), high: inverse(logit + reach) };
}
