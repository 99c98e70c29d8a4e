import { add, constant, exp, logSoftmax, mul, scalar, sum } from '../../graph/build.ts';
import type { Objective } from './objective.ts';

/**
 * Symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021): cross-entropy of the diagonal among its row and among its column, averaged. The factor
 * from scores to logits is learned as its logarithm.
 */
export const infoNce: Objective = ({ scores, blocked, initialScale }, scope) => {
  const size = scores.shape[0] as number;
  const scale = exp(scope.parameter('log_scale', [], { kind: 'constant', value: Math.log(initialScale) }));
  // A billion below every logit: exp of it is zero in float32, and it stays finite.
  const logits = add(mul(scores, scale), mul(blocked, scalar(-1e9)));
  const identity = new Float32Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  const both = add(logSoftmax(logits, 1), logSoftmax(logits, 0));
  return mul(sum(mul(both, constant([size, size], identity)), [0, 1]), scalar(-1 / (2 * size)));
};
