import type { Matrix } from '../../types.ts';

/** Mean of two [N, M] score matrices, each first brought to mean 0 and variance 1 over all pairs, so that neither counts for more by its range. */
export function averageScores(first: Matrix, second: Matrix): Matrix {
  const [a, b] = [standardised(first.data), standardised(second.data)];
  return { ...first, data: first.data.map((_, at) => (a(at) + b(at)) / 2) };
}

function standardised(scores: Float32Array): (at: number) => number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  return (at) => (deviation > 0 ? (scores[at]! - mean) / deviation : 0);
}
