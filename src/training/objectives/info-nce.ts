import { z } from 'zod';
import { logits, pairCrossEntropy } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * Symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021): cross-entropy of the diagonal among its row and among its column, averaged. The factor
 * from scores to logits is learned as its logarithm.
 */
export const infoNce = defineObjective({
  summary: 'cross-entropy of the pair among all candidates of the batch, both ways, learned temperature',
  formula: '−½ mean_i (log softmax_j s(i,j) + log softmax_j s(j,i)) at the pair',
  paper: 'van den Oord et al. 2018; Radford et al. 2021',
  needs: ['blocked'],
  settings: z.strictObject({
    temperature: z.number().positive().max(100).optional().describe('First temperature, in place of what the fusion suggests.'),
  }),
  loss: (inputs, { temperature }, scope) =>
    pairCrossEntropy(
      logits(temperature === undefined ? inputs : { ...inputs, initialScale: 1 / temperature }, scope),
      inputs.blocked,
    ),
});
