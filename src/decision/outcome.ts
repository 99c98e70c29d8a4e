import type { Difference, Evidence } from './evidence.ts';

/** Of the other family's representative against that of the baseline's. */
export type Outcome = 'better' | 'worse' | 'not shown to differ' | 'no claim';

/** A seed more could have turned a single one around, so one seed is no evidence about families. */
export const minimumSeeds = 2;
export const significance = 0.05;

/**
 * Which family of models, by a rule fixed before any result: each is spoken for by the model that validation chose, and one paired test compares the two in both
 * directions together. The difference counts when its interval over families of items and that over seeds both exclude 0 on its own side and its p is at
 * most 0.05. No other model of either family has a part in it.
 */
export function outcomeOf({ baseline, comparison, claim }: Evidence): Outcome {
  if (baseline.family === undefined || !baseline.measured || comparison === undefined) return 'no claim';
  if (!claim || comparison.seeds < minimumSeeds) return 'no claim';
  if (!isShown(comparison.both)) return 'not shown to differ';
  return comparison.both.value > 0 ? 'better' : 'worse';
}

const isShown = ({ value, low, high, overSeeds, p }: Difference): boolean =>
  low !== undefined &&
  high !== undefined &&
  overSeeds !== undefined &&
  p !== undefined &&
  (value > 0 ? low > 0 && overSeeds.low > 0 : high < 0 && overSeeds.high < 0) &&
  p <= significance;
