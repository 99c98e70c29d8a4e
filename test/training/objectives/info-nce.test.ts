import { expect, it } from 'vitest';
import { infoNce } from '../../../src/training/objectives/info-nce.ts';
import { at, indices, infoNceSlopes, isBlocked, objectiveWorld, size } from '../../support/objective-world.ts';

const world = objectiveWorld(infoNce);
const scale = Math.exp(world.given.log_scale!.data[0]!);

it('InfoNCE is the mean cross-entropy of rows and columns, with blocked answers left out of both', () => {
  let expected = 0;
  for (const i of indices) {
    for (const along of [(j: number) => [i, j] as const, (j: number) => [j, i] as const]) {
      const rivals = indices.filter((j) => !isBlocked(world, ...along(j)));
      const total = rivals.reduce((sum, j) => sum + Math.exp(scale * at(world.given.scores!, ...along(j))), 0);
      expected -= Math.log(Math.exp(scale * at(world.given.scores!, i, i)) / total) / (2 * size);
    }
  }
  expect(world.loss()).toBeCloseTo(expected, 6);
});

it('InfoNCE pulls and pushes as the printed gradient says, and its temperature by central differences', () => {
  const expected = infoNceSlopes(world, scale).map((slope) => scale * slope);
  expect(world.gradient('scores')).toBeAllClose(expected, 1e-6, 1e-9);
  expect(world.slopes('scores')).toBeAllClose(expected, 1e-5, 1e-8);
  expect(world.gradient('log_scale')).toBeAllClose(world.slopes('log_scale'), 1e-5, 1e-8);
});

it('InfoNCE starts its scale where the fusion says', () => {
  expect(world.declared).toMatchObject([{ name: 'log_scale', initialiser: { kind: 'constant', value: Math.log(4) } }]);
});

it('or at the temperature that is asked for', () => {
  const { declared } = objectiveWorld(infoNce, { temperature: 0.1 });
  expect(declared).toMatchObject([{ name: 'log_scale', initialiser: { value: Math.log(10) } }]);
});

it('InfoNCE of equal scores is the logarithm of the number of candidates', () => {
  const equal = { scores: Array<number>(size * size).fill(1), blocked: Array<number>(size * size).fill(0) };
  expect(world.loss(equal)).toBeCloseTo(Math.log(size), 6);
});
