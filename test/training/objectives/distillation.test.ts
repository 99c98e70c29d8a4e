import { expect, it } from 'vitest';
import { distilKl } from '../../../src/training/objectives/distil-kl.ts';
import { distilMarginMse } from '../../../src/training/objectives/distil-margin-mse.ts';
import { at, indices, infoNceSlopes, isBlocked, objectiveWorld, probabilities, size } from '../../support/objective-world.ts';

const weight = 0.7;
const settings = { teacher: 'concat', weight };
const ways = [(i: number, j: number) => [i, j] as const, (i: number, j: number) => [j, i] as const];

it('MarginMSE has the gradient of squared differences of leads, and InfoNCE for the rest', () => {
  const world = objectiveWorld(distilMarginMse, settings);
  const scale = Math.exp(world.given.log_scale!.data[0]!);
  const slopes = infoNceSlopes(world, scale).map((slope) => (1 - weight) * slope);
  let margins = 0;
  for (const i of indices) {
    for (const way of ways) {
      for (const j of indices) {
        const [row, column] = way(i, j);
        if (i === j || isBlocked(world, row, column)) continue;
        const lead = (values: (row: number, column: number) => number): number => values(i, i) - values(row, column);
        const difference = lead((r, c) => scale * at(world.given.scores!, r, c)) - lead((r, c) => at(world.given.teacher!, r, c));
        const share = weight / (2 * size * (size - 1));
        margins += share * difference ** 2;
        slopes[i * size + i]! += 2 * share * difference;
        slopes[row * size + column]! -= 2 * share * difference;
      }
    }
  }
  expect(world.gradient('scores')).toBeAllClose(
    slopes.map((slope) => scale * slope),
    1e-6,
    1e-8,
  );
  expect(objectiveWorld(distilMarginMse, { ...settings, weight: 1 }).loss()).toBeCloseTo(margins / weight, 6);
  for (const name of ['scores', 'log_scale']) expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-7);
});

it('KL distillation pulls the distribution over open candidates to the teacher’s, by (student − teacher) T', () => {
  const temperature = 2;
  const world = objectiveWorld(distilKl, { ...settings, temperature });
  const scale = Math.exp(world.given.log_scale!.data[0]!);
  const slopes = infoNceSlopes(world, scale).map((slope) => (1 - weight) * slope);
  let divergence = 0;
  for (const i of indices) {
    for (const way of ways) {
      const soft = (values: (row: number, column: number) => number) =>
        probabilities(
          indices.map((j) => values(...way(i, j)) / temperature),
          (j) => isBlocked(world, ...way(i, j)),
        );
      const student = soft((r, c) => scale * at(world.given.scores!, r, c));
      const teacher = soft((r, c) => at(world.given.teacher!, r, c));
      for (const j of indices) {
        const [row, column] = way(i, j);
        slopes[row * size + column]! += (weight * temperature * (student[j]! - teacher[j]!)) / (2 * size);
        if (teacher[j]! > 0) divergence += (temperature ** 2 * teacher[j]! * Math.log(teacher[j]! / student[j]!)) / (2 * size);
      }
    }
  }
  expect(world.gradient('scores')).toBeAllClose(
    slopes.map((slope) => scale * slope),
    1e-6,
    1e-8,
  );
  expect(objectiveWorld(distilKl, { ...settings, weight: 1, temperature }).loss()).toBeCloseTo(divergence, 6);
  for (const name of ['scores', 'log_scale']) expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-7);
});

it('a student that scores as its teacher does has nothing to learn from it', () => {
  for (const objective of [distilKl, distilMarginMse]) {
    const world = objectiveWorld(objective, { ...settings, weight: 1 });
    expect(world.loss({ scores: [...world.given.teacher!.data], log_scale: [0] })).toBeCloseTo(0, 10);
  }
});
