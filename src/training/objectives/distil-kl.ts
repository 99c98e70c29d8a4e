import { z } from 'zod';
import { add, logSoftmax, mul, scalar, softmax, sub } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import { distillationSettings } from './distil-margin-mse.ts';
import { batchSizeOf, logits, pairCrossEntropy, total, without } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * Distillation over the candidates of a batch (Hinton et al. 2015): `T² KL(softmax(t/T) ‖ softmax(l/T))` of every row and column, in logits. Other right
 * answers are left out of both.
 */
export const distilKl = defineObjective({
  summary: 'distribution over the candidates of the batch as a trained model has it, beside InfoNCE (KL)',
  formula: 'w · T² KL(softmax(t/T) ‖ softmax(s/T)) + (1 − w) · InfoNCE',
  paper: 'Hinton et al. 2015',
  needs: ['blocked', 'teacher'],
  settings: z.strictObject({
    ...distillationSettings,
    temperature: z.number().positive().max(100).default(1).describe('T: above 1, unlikely candidates teach more.'),
  }),
  loss(inputs, { weight, temperature }, scope) {
    const size = batchSizeOf(inputs.scores);
    const pairLogits = logits(inputs, scope);
    const soft = (values: GraphNode): GraphNode => without(mul(values, scalar(1 / temperature)), inputs.blocked);
    const [student, teacher] = [soft(pairLogits), soft(inputs.teacher)];
    const along = (axis: number) => mul(softmax(teacher, axis), sub(logSoftmax(teacher, axis), logSoftmax(student, axis)));
    const divergence = total(add(along(1), along(0)), (weight * temperature ** 2) / (2 * size));
    return add(divergence, mul(pairCrossEntropy(pairLogits, inputs.blocked), scalar(1 - weight)));
  },
});
