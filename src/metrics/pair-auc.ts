import type { PairSlopes } from './pair-slopes.ts';
import type { ScoreGroups } from './score-groups.ts';

/** Wrong pairs that a right pair of each group beats, ties a half [G], and how many right and wrong pairs there are. */
function beaten(groups: ScoreGroups): { wins: Float64Array; right: number; wrong: number } {
  const wins = new Float64Array(groups.right.length);
  let right = 0;
  let wrong = 0;
  for (let group = 0; group < wins.length; group++) {
    wrong += groups.wrongBelow[group]!;
    wins[group] = wrong + groups.wrongEqual[group]! / 2;
    wrong += groups.wrongEqual[group]!;
    right += groups.right[group]!;
  }
  return { wins, right, wrong: wrong + groups.wrongAbove };
}

/**
 * AUC pooled over all N × M pairs: the probability that a right pair scores above a wrong one, ties counting a half
 * (Mann and Whitney 1947; Hanley and McNeil 1982). `undefined` unless there are both right and wrong pairs.
 */
export function areaUnderCurve(groups: ScoreGroups): number | undefined {
  const { wins, right, wrong } = beaten(groups);
  const won = wins.reduce((sum, value, group) => sum + value * groups.right[group]!, 0);
  return right > 0 && wrong > 0 ? won / (right * wrong) : undefined;
}

/** With R right and W wrong pairs: one more right pair adds (wins / W − AUC) / R, one more wrong pair (losses / R − AUC) / W. */
export function areaUnderCurveSlopes(groups: ScoreGroups): PairSlopes {
  const auc = areaUnderCurve(groups)!;
  const { wins, right, wrong } = beaten(groups);
  const wrongEqual = new Float64Array(wins.length);
  const wrongBelow = new Float64Array(wins.length + 1);
  let above = 0;
  for (let group = wins.length; group >= 0; group--) {
    if (group < wins.length) {
      wrongEqual[group] = ((above + groups.right[group]! / 2) / right - auc) / wrong;
      above += groups.right[group]!;
    }
    wrongBelow[group] = (above / right - auc) / wrong;
  }
  return { right: wins.map((value) => (value / wrong - auc) / right), wrongEqual, wrongBelow };
}
