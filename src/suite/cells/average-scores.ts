import { isCandidate } from '../../metrics/exclude.ts';
import type { Matrix } from '../../types.ts';

/** What one model says of the test pairs [N, M], and of the validation pairs, which tell how its scores are spread. */
export interface SpreadScores {
  readonly test: Matrix;
  readonly validation: Matrix;
}

/**
 * Mean of the test scores [N, M] of two models, each first brought to the scale on which its validation scores have mean 0 and variance 1, so that neither counts
 * for more by its range. No test score has a part in the scale of another.
 */
export function averageScores(first: SpreadScores, second: SpreadScores): Matrix {
  const [a, b] = [standardised(first), standardised(second)];
  return { ...first.test, data: first.test.data.map((_, at) => (a(at) + b(at)) / 2) };
}

function standardised({ test: { data }, validation: { data: known } }: SpreadScores): (at: number) => number {
  const judged = known.filter(isCandidate);
  const mean = judged.reduce((sum, score) => sum + score, 0) / judged.length;
  const deviation = Math.sqrt(judged.reduce((sum, score) => sum + (score - mean) ** 2, 0) / judged.length);
  return (at) => (deviation > 0 ? (data[at]! - mean) / deviation : 0);
}
