import { expect, it } from 'vitest';
import { triplet } from '../../../src/training/objectives/triplet.ts';
import { at, indices, isBlocked, objectiveWorld, size } from '../../support/objective-world.ts';

const margin = 0.7;
const world = objectiveWorld(triplet, { margin });

it('the triplet loss and its gradient are those of the hardest wrong candidate of each row and column', () => {
  let expected = 0;
  const slopes = Array<number>(size * size).fill(0);
  for (const i of indices) {
    for (const along of [(j: number) => [i, j] as const, (j: number) => [j, i] as const]) {
      const wrong = indices.filter((j) => j !== i && !isBlocked(world, ...along(j)));
      if (wrong.length === 0) continue;
      const score = (j: number): number => at(world.given.scores!, ...along(j));
      const hardest = wrong.reduce((best, j) => (score(j) > score(best) ? j : best));
      const hinge = margin - score(i) + score(hardest);
      if (hinge <= 0) continue;
      expected += hinge / size;
      const [row, column] = along(hardest);
      slopes[i * size + i]! -= 1 / size;
      slopes[row * size + column]! += 1 / size;
    }
  }
  expect(expected).toBeGreaterThan(0);
  expect(world.loss()).toBeCloseTo(expected, 6);
  expect(world.gradient('scores')).toBeAllClose(slopes, 1e-6, 1e-9);
  expect(world.slopes('scores')).toBeAllClose(slopes, 1e-6, 1e-8);
});

it('a batch without a wrong candidate has no triplet loss', () => {
  const all = indices.flatMap((i) => indices.map((j) => (i === j ? 0 : 1)));
  expect(world.loss({ blocked: all })).toBe(0);
});

it('the margin is at least .2 by default, in raw scores: a lead of .2 is enough', () => {
  const standard = objectiveWorld(triplet);
  const leads = (lead: number) => ({ scores: indices.flatMap((i) => indices.map((j) => (i === j ? lead : 0))) });
  expect(standard.loss(leads(0.21))).toBe(0);
  expect(standard.loss(leads(0.19))).toBeCloseTo(0.02, 6);
});
