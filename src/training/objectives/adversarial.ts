import { z } from 'zod';
import { mlp, softplus, unitVector } from '../../graph/blocks.ts';
import { add, concat, constant, mul, relu, reverse, scalar, squeeze, sum } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import type { ParameterScope } from '../../graph/parameters.ts';
import { logits, pairCrossEntropy } from './in-batch.ts';
import { type Asked, defineObjective } from './objective.ts';

export const modalitySettings = {
  reversal: z.number().min(0).max(1_000).default(0.1).describe('Weight with which the sides learn to deceive the classifier.'),
  hidden: z.int().min(1).max(16_384).default(64).describe('Width of the hidden layer of the classifier of sides.'),
};

/**
 * Binary cross-entropy of telling the side a unit vector is of. The classifier learns to tell; gradient reversal makes the encoders learn, `reversal` times
 * as strongly, that it cannot.
 */
export function modalityTerm(
  { embeddings }: Pick<Asked, 'embeddings'>,
  { reversal, hidden }: { readonly reversal: number; readonly hidden: number },
  scope: ParameterScope,
): GraphNode {
  const vectors = reverse(concat([unitVector(embeddings.left), unitVector(embeddings.right)], 0), reversal);
  const rows = vectors.shape[0] as number;
  const isLeft = squeeze(mlp(vectors, [hidden, 1], relu, 0, scope), -1);
  const sign = constant([rows], new Float32Array(rows).fill(1).fill(-1, 0, rows / 2));
  return mul(sum(softplus(mul(isLeft, sign)), [0]), scalar(1 / rows));
}

/** Adversarial common subspace (Wang et al. 2017, ACMR, without its labels): InfoNCE, and a classifier of sides behind gradient reversal. */
export const adversarial = defineObjective({
  summary: 'InfoNCE, while a classifier behind gradient reversal fails to tell the sides apart (ACMR)',
  formula: 'InfoNCE + mean softplus(∓MLP(reverse(u))) over unit vectors u of both sides',
  paper: 'Wang et al. 2017, ACMR; Ganin & Lempitsky 2015',
  needs: ['blocked', 'embeddings'],
  settings: z.strictObject(modalitySettings),
  loss: (inputs, settings, scope) =>
    add(pairCrossEntropy(logits(inputs, scope), inputs.blocked), modalityTerm(inputs, settings, scope.within('modality'))),
});
