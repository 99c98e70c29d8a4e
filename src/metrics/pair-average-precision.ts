import type { ScoreGroups } from './score-groups.ts';

/**
 * AP pooled over all N × M pairs: Σ (recall step of a tie group) × (precision at the end of that group), groups of equal score
 * from the highest down, as in scikit-learn's average_precision_score; no interpolation. `undefined` when no pair is right.
 */
export function pairAveragePrecision(groups: ScoreGroups): number | undefined {
  let sum = 0;
  let found = 0;
  let wrongBefore = groups.wrongAbove;
  for (let group = groups.right.length - 1; group >= 0; group--) {
    found += groups.right[group]!;
    wrongBefore += groups.wrongEqual[group]!;
    sum += (groups.right[group]! * found) / (found + wrongBefore);
    wrongBefore += groups.wrongBelow[group]!;
  }
  return found > 0 ? sum / found : undefined;
}
