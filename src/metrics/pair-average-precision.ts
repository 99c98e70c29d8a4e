import type { PairSlopes } from './pair-slopes.ts';
import type { ScoreGroups } from './score-groups.ts';

/** Right and wrong pairs with at least the score of each group [G]: what is found at that threshold. */
function foundAt(groups: ScoreGroups): { right: Float64Array; wrong: Float64Array } {
  const right = new Float64Array(groups.right.length);
  const wrong = new Float64Array(right.length);
  let found = 0;
  let wrongBefore = groups.wrongAbove;
  for (let group = right.length - 1; group >= 0; group--) {
    found += groups.right[group]!;
    wrongBefore += groups.wrongEqual[group]!;
    right[group] = found;
    wrong[group] = wrongBefore;
    wrongBefore += groups.wrongBelow[group]!;
  }
  return { right, wrong };
}

/**
 * AP pooled over all N × M pairs: Σ (recall step of a tie group) × (precision at the end of that group), groups of equal score
 * from the highest down, as in scikit-learn's average_precision_score; no interpolation. `undefined` when no pair is right.
 */
export function pairAveragePrecision(groups: ScoreGroups): number | undefined {
  const { right, wrong } = foundAt(groups);
  if (right.length === 0) return undefined;
  let sum = 0;
  for (let group = right.length - 1; group >= 0; group--) {
    sum += (groups.right[group]! * right[group]!) / (right[group]! + wrong[group]!);
  }
  return sum / right[0]!;
}

/**
 * With F right and B wrong pairs found at a group of r right pairs, R right ones in all: a pair counts at every threshold g it passes. One more right
 * pair adds (precision of its group − AP) / R + Σ r B / (F + B)² / R, one more wrong pair −Σ r F / (F + B)² / R.
 */
export function pairAveragePrecisionSlopes(groups: ScoreGroups): PairSlopes {
  const ap = pairAveragePrecision(groups)!;
  const { right: found, wrong } = foundAt(groups);
  const all = found[0]!;
  const right = new Float64Array(found.length);
  const wrongEqual = new Float64Array(found.length);
  const wrongBelow = new Float64Array(found.length + 1);
  let [gain, loss] = [0, 0];
  for (let group = 0; group < found.length; group++) {
    const shown = found[group]! + wrong[group]!;
    gain += (groups.right[group]! * wrong[group]!) / shown ** 2;
    loss += (groups.right[group]! * found[group]!) / shown ** 2;
    right[group] = (found[group]! / shown - ap + gain) / all;
    wrongEqual[group] = -loss / all;
    wrongBelow[group + 1] = -loss / all;
  }
  return { right, wrongEqual, wrongBelow };
}
