import { z } from 'zod';
import { add, mul, scalar } from '../../graph/build.ts';
import { logits, pairCrossEntropy } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * InfoNCE with the bias of in-batch sampling taken out (Yi et al., Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations, RecSys 2019): a
 * right item that an epoch draws often is a wrong answer often, so the logarithm of its draws is taken from its logit in the softmax over right items. What is
 * learned is the probability of a right item, its popularity included. Left items are drawn equally often and need none.
 */
export const sampledSoftmax = defineObjective({
  summary: 'InfoNCE that does not punish right items for being drawn often: popularity is learned, not divided out',
  formula: 'InfoNCE with s(i,j) − log draws_j among right items',
  paper: 'Yi et al. 2019',
  needs: ['blocked', 'logDraws'],
  settings: z.strictObject({}),
  loss: (inputs, _settings, scope) => {
    const plain = logits(inputs, scope);
    return pairCrossEntropy(plain, inputs.blocked, add(plain, mul(inputs.logDraws, scalar(-1))));
  },
});
