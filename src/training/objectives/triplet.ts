import { z } from 'zod';
import { add, max, mul, relu, scalar, sub, sum } from '../../graph/build.ts';
import { batchSizeOf, diagonal, without } from './in-batch.ts';
import { defineObjective } from './objective.ts';

/**
 * Triplet loss with the hardest negative of the batch, both ways (Faghri et al. 2018, VSE++):
 * `1/B Σᵢ [α − s(i,i) + max_{j≠i} s(i,j)]₊ + [α − s(i,i) + max_{j≠i} s(j,i)]₊`. Other right answers are no negatives.
 */
export const triplet = defineObjective({
  summary: 'hinge between the pair and its hardest wrong candidate of the batch, both ways (VSE++)',
  formula: 'mean_i [α − s(i,i) + max_j s(i,j)]₊ + [α − s(i,i) + max_j s(j,i)]₊',
  paper: 'Faghri et al. 2018, VSE++',
  needs: ['blocked'],
  settings: z.strictObject({
    margin: z.number().positive().max(1_000).default(0.2).describe('By how much a right answer is to lead, in raw scores.'),
  }),
  loss({ scores, blocked }, { margin }) {
    const size = batchSizeOf(scores);
    const own = diagonal(size);
    const right = sum(mul(scores, own), [1]);
    const wrong = without(scores, add(blocked, own));
    const short = (axis: number) => relu(add(sub(max(wrong, [axis]), right), scalar(margin)));
    return mul(sum(add(short(1), short(0)), [0]), scalar(1 / size));
  },
});
