import { expect, it } from 'vitest';
import { infoNce } from '../../../src/training/objectives/info-nce.ts';
import { listwise } from '../../../src/training/objectives/listwise.ts';
import { at, indices, objectiveWorld, probabilities, size } from '../../support/objective-world.ts';

const world = objectiveWorld(listwise);
const scale = Math.exp(world.given.log_scale!.data[0]!);

it('listwise softmax is cross-entropy against gains 2^grade − 1, of rows and of columns', () => {
  let expected = 0;
  const slopes = Array<number>(size * size).fill(0);
  for (const i of indices) {
    for (const along of [(j: number) => [i, j] as const, (j: number) => [j, i] as const]) {
      const gains = indices.map((j) => 2 ** at(world.given.grades!, ...along(j)) - 1);
      const all = gains.reduce((sum, gain) => sum + gain, 0);
      const chances = probabilities(indices.map((j) => scale * at(world.given.scores!, ...along(j))));
      for (const j of indices) {
        const [row, column] = along(j);
        expected -= ((gains[j]! / all) * Math.log(chances[j]!)) / (2 * size);
        slopes[row * size + column]! += (scale * (chances[j]! - gains[j]! / all)) / (2 * size);
      }
    }
  }
  expect(world.loss()).toBeCloseTo(expected, 6);
  expect(world.gradient('scores')).toBeAllClose(slopes, 1e-5, 1e-8);
  for (const name of ['scores', 'log_scale']) expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-8);
});

it('with one right answer each, listwise softmax is InfoNCE', () => {
  const single = {
    grades: indices.flatMap((i) => indices.map((j) => (i === j ? 1 : 0))),
    blocked: Array<number>(size * size).fill(0),
  };
  const other = objectiveWorld(infoNce);
  const scores = { ...single, scores: [...world.given.scores!.data], log_scale: [0.3] };
  expect(world.loss(scores)).toBeCloseTo(other.loss(scores), 6);
});

it('the highest grade that can be stored overflows nothing', () => {
  const steep = indices.flatMap((i) => indices.map((j) => (i === j ? 255 : 1)));
  expect(world.loss({ grades: steep })).toBeGreaterThan(0);
  expect(world.loss({ grades: steep })).toBeLessThan(Number.POSITIVE_INFINITY);
});

it('what is excluded, blocked without a grade, is no candidate', () => {
  const out = world.given.blocked!.data.indexOf(1);
  const grades = [...world.given.grades!.data].map((grade, i) => (i === out ? 0 : grade));
  const scores = [...world.given.scores!.data].map((score, i) => (i === out ? score + 3 : score));
  expect(world.loss({ grades, scores })).toBeCloseTo(world.loss({ grades }), 12);
  const blocked = Array<number>(size * size).fill(0);
  expect(world.loss({ grades, blocked, scores })).toBeGreaterThan(world.loss({ grades, blocked }) + 1e-3);
});
