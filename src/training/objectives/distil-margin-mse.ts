import { z } from 'zod';
import { add, mul, scalar, sub, sum } from '../../graph/build.ts';
import type { GraphNode } from '../../graph/ops.ts';
import { batchSizeOf, diagonal, logits, pairCrossEntropy, total } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/** What every distillation says: who teaches, and how much of the loss is the teacher's. */
export const distillationSettings = {
  teacher: z.string().min(1).max(128).describe('A model or arm of the suite, trained before: its scores are learned.'),
  weight: z.number().positive().max(1).default(0.5).describe('Share of distillation in the loss; the rest is InfoNCE.'),
};

/**
 * MarginMSE (Hofstätter et al. 2020): the lead of the right answer over each wrong one is to be the teacher's,
 * `mean ((l(i,i) − l(i,j)) − (t(i,i) − t(i,j)))²` over both ways, in logits. Other right answers count for nothing.
 */
export const distilMarginMse = defineObjective({
  summary: 'leads of right over wrong answers as a trained model has them, beside InfoNCE (MarginMSE)',
  formula: 'w · mean ((s(i,i) − s(i,j)) − (t(i,i) − t(i,j)))² + (1 − w) · InfoNCE',
  paper: 'Hofstätter et al. 2020, MarginMSE',
  needs: ['blocked', 'teacher'],
  settings: z.strictObject(distillationSettings),
  loss(inputs, { weight }, scope) {
    const size = batchSizeOf(inputs.scores);
    const own = diagonal(size);
    const pairLogits = logits(inputs, scope);
    const difference = sub(pairLogits, inputs.teacher);
    const counted = sub(sub(scalar(1), own), inputs.blocked);
    const along = (axis: number): GraphNode => {
      const short = sub(sum(mul(difference, own), [axis], true), difference);
      return mul(mul(short, short), counted);
    };
    const margins = total(add(along(1), along(0)), weight / (2 * size * Math.max(1, size - 1)));
    return add(margins, mul(pairCrossEntropy(pairLogits, inputs.blocked), scalar(1 - weight)));
  },
});
