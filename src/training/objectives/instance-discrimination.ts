import { z } from 'zod';
import { unitVector } from '../../graph/blocks.ts';
import { add, concat, exp, logSoftmax, matmul, mul, scalar } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import type { ParameterScope } from '../../graph/parameters.ts';
import { logits, pairCrossEntropy, total } from './in-batch.ts';
import { type Asked, defineObjective } from './objective.ts';

const initialScale = 1 / 0.07;

/**
 * Cross-entropy of the right class among all classes of the training items, by one linear classifier over the unit vectors of both sides: what shares a
 * class is drawn to the same direction from either side.
 */
export function classTerm({ embeddings, classes }: Pick<Asked, 'embeddings' | 'classes'>, scope: ParameterScope): GraphNode {
  const vectors = concat([unitVector(embeddings.left), unitVector(embeddings.right)], 0);
  const [rows, width] = vectors.shape as [number, number];
  const weight = scope.parameter('weight', [width, classes.shape[1] as number], { kind: 'uniform', inputs: width });
  const scale = exp(scope.parameter('log_scale', [], { kind: 'constant', value: Math.log(initialScale) }));
  const right = concat([classes, classes], 0);
  return total(mul(logSoftmax(mul(matmul(vectors, weight), scale), 1), right), -1 / rows);
}

/**
 * Instance discrimination: every concept of the training items is a class of its own (Zheng et al. 2017/2020, dual-path instance loss; the label term
 * of Wang et al. 2017, ACMR). With `matching` 0 it never looks at a score, so only models that learn nothing above the vectors can be trained.
 */
export const instanceDiscrimination = defineObjective({
  summary: 'every training concept a class, one classifier over the vectors of both sides (instance loss)',
  formula: '−mean log softmax_c(s W·u) at the class, over unit vectors u of both sides',
  paper: 'Zheng et al. 2020, instance loss',
  needs: ['blocked', 'classes', 'embeddings'],
  settings: z.strictObject({
    matching: z.number().min(0).max(1_000).default(0).describe('Weight of InfoNCE beside it; 0 leaves it out.'),
  }),
  usesScores: ({ matching }) => matching > 0,
  loss(inputs, { matching }, scope) {
    const term = classTerm(inputs, scope.within('classes'));
    if (matching === 0) return term;
    return add(term, mul(pairCrossEntropy(logits(inputs, scope), inputs.blocked), scalar(matching)));
  },
});
