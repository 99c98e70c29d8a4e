import type { ScoredPairs } from './scored-pairs.ts';

/** Pairs counted by score: all that thresholds and calibration need. Arrays are [L], one entry for every distinct score, ascending. */
export interface ScoreLevels {
  readonly scores: Float32Array;
  readonly right: Float64Array;
  /** Numbers of wrong pairs, or their weight. */
  readonly wrong: Float64Array;
  readonly rightTotal: number;
  readonly wrongTotal: number;
}

export function levelsOf({ scores, right }: ScoredPairs): ScoreLevels {
  const rightTotal = right.reduce((sum, one) => sum + one, 0);
  const wrongTotal = right.length - rightTotal;
  // Two native sorts and a merge are many times quicker than sorting pairs by a comparison.
  const sorted = { right: new Float32Array(rightTotal), wrong: new Float32Array(wrongTotal) };
  let [rights, wrongs] = [0, 0];
  for (let at = 0; at < scores.length; at++) {
    if (right[at] === 1) sorted.right[rights++] = scores[at]!;
    else sorted.wrong[wrongs++] = scores[at]!;
  }
  sorted.right.sort();
  sorted.wrong.sort();

  const levels = {
    scores: new Float32Array(scores.length),
    right: new Float64Array(scores.length),
    wrong: new Float64Array(scores.length),
  };
  let count = 0;
  for (let i = 0, j = 0; i < rightTotal || j < wrongTotal; count++) {
    const score = Math.min(sorted.right[i] ?? Infinity, sorted.wrong[j] ?? Infinity);
    levels.scores[count] = score;
    for (; i < rightTotal && sorted.right[i] === score; i++) levels.right[count]!++;
    for (; j < wrongTotal && sorted.wrong[j] === score; j++) levels.wrong[count]!++;
  }
  return {
    scores: levels.scores.slice(0, count),
    right: levels.right.slice(0, count),
    wrong: levels.wrong.slice(0, count),
    rightTotal,
    wrongTotal,
  };
}

/** The same pairs, the wrong ones weighted so that there are `wrongPerRight` of them to each right one: that prevalence, with nothing left to chance. */
export function weighted(levels: ScoreLevels, wrongPerRight: number): ScoreLevels {
  const wrongTotal = wrongPerRight * levels.rightTotal;
  const weight = levels.wrongTotal === 0 ? 0 : wrongTotal / levels.wrongTotal;
  return { ...levels, wrong: levels.wrong.map((count) => weight * count), wrongTotal: weight * levels.wrongTotal };
}
