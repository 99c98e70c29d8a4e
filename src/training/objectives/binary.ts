import { z } from 'zod';
import { softplus } from '../../graph/blocks.ts';
import { add, mul, scalar, sub } from '../../graph/build.ts';
import { batchSizeOf, grid, logits, total } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * Binary cross-entropy on sampled pairs (He et al. 2017, NCF): each pair of the batch is right, `negatives` others with the same left item are wrong,
 * `1/(B(1+n)) Σ softplus(∓(scale·s + bias))`. A batch comes in random order, so the next n right items are a random sample; of them, other right
 * answers count for nothing. With mined batches the first of them is the mined one. Scale and bias are learned.
 */
export const binary = defineObjective({
  summary: 'is it a pair or not: binary cross-entropy, sampled wrong pairs (NCF)',
  formula: 'mean over pairs of softplus(∓(s + b))',
  paper: 'He et al. 2017, NCF',
  needs: ['blocked'],
  settings: z.strictObject({
    negatives: z.int().min(1).max(1_000).default(4).describe('Wrong pairs for each right one; at most the batch holds.'),
  }),
  loss(inputs, { negatives }, scope) {
    const size = batchSizeOf(inputs.scores);
    const sampled = Math.min(negatives, size - 1);
    const bias = scope.parameter('bias', [], { kind: 'constant', value: 0 });
    const pairLogits = add(logits(inputs, scope), bias);
    const distance = (row: number, column: number): number => (column - row + size) % size;
    const sign = grid(size, (row, column) => (row === column ? -1 : 1));
    const counted = grid(size, (row, column) => (distance(row, column) <= sampled ? 1 : 0));
    const weights = mul(counted, sub(scalar(1), inputs.blocked));
    return total(mul(softplus(mul(pairLogits, sign)), weights), 1 / (size * (1 + sampled)));
  },
});
