import { z } from 'zod';
import { add, div, exp, logSoftmax, max, mul, relu, scalar, sub, sum } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import { batchSizeOf, logits, total, without } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * Listwise softmax over the candidates of a batch (Cao et al. 2007, ListNet's top-one probability): cross-entropy between the softmax of the logits and
 * the gains `2^grade − 1`, normalised, of every right answer of the list, both ways. Several right answers share the probability by their grades; what is
 * excluded, neither right nor to be called wrong, is no candidate.
 */
export const listwise = defineObjective({
  summary: 'softmax over the candidates of the batch against all right answers by grade, both ways (ListNet)',
  formula: '−½ mean_i Σ_j p(i,j) log softmax_j s(i,j), p ∝ 2^grade − 1, and the same of columns',
  paper: 'Cao et al. 2007, ListNet',
  needs: ['blocked', 'grades'],
  settings: z.strictObject({}),
  loss(inputs, _, scope) {
    const size = batchSizeOf(inputs.scores);
    // Blocked without a grade: excluded.
    const excluded = mul(inputs.blocked, relu(sub(scalar(1), inputs.grades)));
    const pairLogits = without(logits(inputs, scope), excluded);
    const along = (axis: number) => {
      // Over 2 to the highest grade of the list, so that no grade overflows.
      const highest = max(inputs.grades, [axis], true);
      const power = (exponent: GraphNode) => exp(mul(sub(exponent, highest), scalar(Math.LN2)));
      const gains = sub(power(inputs.grades), power(scalar(0)));
      return mul(div(gains, sum(gains, [axis], true)), logSoftmax(pairLogits, axis));
    };
    return total(add(along(1), along(0)), -1 / (2 * size));
  },
});
