import type { Random } from '../random.ts';
import type { Matrix, Relevance } from '../types.ts';
import { isCandidate } from './exclude.ts';
import { rightAnswers } from './right-answers.ts';

/** Pairs to be judged related or not, in the order of left rows: those of row i are at `offsets[i]` up to `offsets[i + 1]`. */
export interface ScoredPairs {
  readonly offsets: Float64Array;
  readonly scores: Float32Array;
  /** 1 where the pair belongs together. */
  readonly right: Uint8Array;
}

/** All pairs of a score matrix [N, M] that are candidates of each other; where all are, the scores are not copied. */
export function allPairs(scores: Matrix, relevance: Relevance): ScoredPairs {
  const { rows, columns, data } = scores;
  const right = new Uint8Array(data.length);
  const answers = rightAnswers(relevance, 'left-right');
  for (let row = 0; row < rows; row++) {
    for (let at = answers.offsets[row]!; at < answers.offsets[row + 1]!; at++) right[row * columns + answers.columnOf[at]!] = 1;
  }
  if (data.every(isCandidate))
    return { offsets: Float64Array.from({ length: rows + 1 }, (_, row) => row * columns), scores: data, right };
  const offsets = new Float64Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * columns, (row + 1) * columns);
    offsets[row + 1] = offsets[row]! + own.reduce((count, score) => count + Number(isCandidate(score)), 0);
  }
  return { offsets, scores: data.filter(isCandidate), right: right.filter((_, at) => isCandidate(data[at]!)) };
}

/**
 * Every right pair and, for each of them, `wrongPerRight` wrong ones, drawn without replacement from all wrong pairs alike: selection sampling
 * (Fan, Muller and Rezucha 1962; Knuth, TAOCP 2, 3.4.2, algorithm S). `undefined` where there is no right pair, or too few wrong ones.
 */
export function atPrevalence(pairs: ScoredPairs, wrongPerRight: number, random: Random): ScoredPairs | undefined {
  const rightCount = pairs.right.reduce((sum, right) => sum + right, 0);
  let left = pairs.right.length - rightCount;
  let wanted = wrongPerRight * rightCount;
  if (rightCount === 0 || wanted > left) return undefined;
  const size = rightCount + wanted;
  const drawn = {
    offsets: new Float64Array(pairs.offsets.length),
    scores: new Float32Array(size),
    right: new Uint8Array(size),
  };
  let next = 0;
  for (let row = 0; row + 1 < pairs.offsets.length; row++) {
    for (let at = pairs.offsets[row]!; at < pairs.offsets[row + 1]!; at++) {
      const isRight = pairs.right[at] === 1;
      const isTaken = isRight || (wanted > 0 && left * random.uniform() < wanted);
      if (!isRight) left--;
      if (!isTaken) continue;
      if (!isRight) wanted--;
      drawn.scores[next] = pairs.scores[at]!;
      drawn.right[next++] = pairs.right[at]!;
    }
    drawn.offsets[row + 1] = next;
  }
  return drawn;
}
