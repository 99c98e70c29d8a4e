import { expect, it } from 'vitest';
import { sampledSoftmax } from '../../../src/training/objectives/sampled-softmax.ts';
import { at, indices, isBlocked, objectiveWorld, size } from '../../support/objective-world.ts';

const world = objectiveWorld(sampledSoftmax);
const scale = Math.exp(world.given.log_scale!.data[0]!);

it('the sampled softmax takes from a right item, among its rivals for a left one, the logarithm of how often it is drawn', () => {
  let expected = 0;
  const draws = world.given.logDraws!.data;
  for (const i of indices) {
    for (const [along, corrected] of [
      [(j: number) => [i, j] as const, 1],
      [(j: number) => [j, i] as const, 0],
    ] as const) {
      const logit = (j: number): number => scale * at(world.given.scores!, ...along(j)) - corrected * draws[j]!;
      const rivals = indices.filter((j) => !isBlocked(world, ...along(j)));
      expected -= (logit(i) - Math.log(rivals.reduce((sum, j) => sum + Math.exp(logit(j)), 0))) / (2 * size);
    }
  }
  expect(world.loss()).toBeCloseTo(expected, 6);
});

it('its gradient is that of central differences', () => {
  expect(world.gradient('scores')).toBeAllClose(world.slopes('scores'), 1e-5, 1e-8);
});
