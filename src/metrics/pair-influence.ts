import type { Matrix, Relevance, Side } from '../types.ts';
import { isCandidate } from './exclude.ts';
import type { PairMetric } from './metric.ts';
import { rightAnswers } from './right-answers.ts';
import { groupAtOrAbove, type ScoreGroups } from './score-groups.ts';

/** How much every unit (family) weighs in pooled pair metrics. */
export interface PairInfluences {
  /** Units that have an item on either side, ascending [U]. */
  readonly units: Int32Array;
  /** By metric: the derivative of the figure by how often each unit occurs, at once [U]. */
  readonly of: ReadonlyMap<string, Float64Array>;
}

/**
 * The empirical influence of units on pair metrics (Hampel 1974; Efron and Tibshirani, An Introduction to the Bootstrap, §21). Where a unit occurs
 * t times, a pair of two units u and v occurs t(u) × t(v) times, and a pair within one unit t(u) times: copies of a family meet other families,
 * not each other. Unit indices are given in row order. O(N × M × log G).
 */
export function pairInfluences(
  scores: Matrix,
  relevance: Relevance,
  groups: ScoreGroups,
  metrics: readonly (readonly [name: string, metric: PairMetric])[],
  unitsOf: Readonly<Record<Side, Int32Array>>,
): PairInfluences {
  const units = Int32Array.from(new Set([...unitsOf.left, ...unitsOf.right])).sort();
  const indexOf = new Map(Array.from(units, (unit, i) => [unit, i] as const));
  const indices = (side: Side): Uint32Array => Uint32Array.from(unitsOf[side], (unit) => indexOf.get(unit)!);
  const [lefts, rights] = [indices('left'), indices('right')];
  const pairs = rightAnswers(relevance, 'left-right');
  const found = metrics.map(([name, { slopes }]) => ({
    name,
    slopes: slopes(groups),
    influence: new Float64Array(units.length),
  }));
  const { columns, data } = scores;
  const isRight = new Uint8Array(columns);
  for (let row = 0; row < scores.rows; row++) {
    const answers = pairs.columnOf.subarray(pairs.offsets[row]!, pairs.offsets[row + 1]!);
    for (const column of answers) isRight[column] = 1;
    const left = lefts[row]!;
    for (let column = 0; column < columns; column++) {
      const score = data[row * columns + column]!;
      if (!isCandidate(score)) continue;
      const group = groupAtOrAbove(groups, score);
      const right = rights[column]!;
      for (const { slopes, influence } of found) {
        const slope = isRight[column]
          ? slopes.right[group]!
          : groups.scores[group] === score
            ? slopes.wrongEqual[group]!
            : slopes.wrongBelow[group]!;
        influence[left]! += slope;
        if (right !== left) influence[right]! += slope;
      }
    }
    for (const column of answers) isRight[column] = 0;
  }
  return { units, of: new Map(found.map(({ name, influence }) => [name, influence])) };
}
