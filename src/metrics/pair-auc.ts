import type { ScoreGroups } from './score-groups.ts';

/**
 * AUC pooled over all N × M pairs: the probability that a right pair scores above a wrong one, ties counting a half
 * (Mann and Whitney 1947; Hanley and McNeil 1982). `undefined` unless there are both right and wrong pairs.
 */
export function areaUnderCurve(groups: ScoreGroups): number | undefined {
  let won = 0;
  let rightPairs = 0;
  let wrongPairs = 0;
  for (let group = 0; group < groups.right.length; group++) {
    wrongPairs += groups.wrongBelow[group]!;
    won += groups.right[group]! * (wrongPairs + groups.wrongEqual[group]! / 2);
    wrongPairs += groups.wrongEqual[group]!;
    rightPairs += groups.right[group]!;
  }
  wrongPairs += groups.wrongAbove;
  return rightPairs > 0 && wrongPairs > 0 ? won / (rightPairs * wrongPairs) : undefined;
}
