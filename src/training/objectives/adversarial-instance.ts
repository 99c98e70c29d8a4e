import { z } from 'zod';
import { add, mul, scalar } from '../../graph/build.ts';
import { modalitySettings, modalityTerm } from './adversarial.ts';
import { logits, pairCrossEntropy } from './in-batch.ts';
import { classTerm } from './instance-discrimination.ts';
import { defineObjective } from './objective.ts';

/** ACMR in full (Wang et al. 2017): pairs match (InfoNCE in place of its triplets), concepts are told apart, sides are not. */
export const adversarialInstance = defineObjective({
  summary: 'adversarial and instance discrimination together (ACMR in full)',
  formula: 'InfoNCE + w · instance loss + mean softplus(∓MLP(reverse(u)))',
  paper: 'Wang et al. 2017, ACMR',
  needs: ['blocked', 'classes', 'embeddings'],
  settings: z.strictObject({
    ...modalitySettings,
    classes: z.number().positive().max(1_000).default(1).describe('Weight of instance discrimination beside InfoNCE.'),
  }),
  loss: (inputs, settings, scope) =>
    add(
      add(
        pairCrossEntropy(logits(inputs, scope), inputs.blocked),
        mul(classTerm(inputs, scope.within('classes')), scalar(settings.classes)),
      ),
      modalityTerm(inputs, settings, scope.within('modality')),
    ),
});
