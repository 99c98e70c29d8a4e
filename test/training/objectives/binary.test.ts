import { expect, it } from 'vitest';
import { binary } from '../../../src/training/objectives/binary.ts';
import { at, indices, isBlocked, objectiveWorld, size } from '../../support/objective-world.ts';

const sampled = 2;
const world = objectiveWorld(binary, { negatives: sampled });
const scale = Math.exp(world.given.log_scale!.data[0]!);
const bias = world.given.bias!.data[0]!;

it('binary cross-entropy is that of the drawn pairs and of the next n right items, other right answers left out', () => {
  let expected = 0;
  const slopes = Array<number>(size * size).fill(0);
  for (const i of indices) {
    for (let step = 0; step <= sampled; step++) {
      const j = (i + step) % size;
      if (isBlocked(world, i, j)) continue;
      const probability = 1 / (1 + Math.exp(-(scale * at(world.given.scores!, i, j) + bias)));
      const label = step === 0 ? 1 : 0;
      expected -= Math.log(label === 1 ? probability : 1 - probability) / (size * (1 + sampled));
      slopes[i * size + j]! += (scale * (probability - label)) / (size * (1 + sampled));
    }
  }
  expect(world.loss()).toBeCloseTo(expected, 6);
  expect(world.gradient('scores')).toBeAllClose(slopes, 1e-6, 1e-9);
  for (const name of ['scores', 'log_scale', 'bias']) {
    expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-8);
  }
});

it('more wrong pairs than the batch has are all of them, each once', () => {
  const all = objectiveWorld(binary, { negatives: 100 });
  const every = objectiveWorld(binary, { negatives: size - 1 });
  expect(all.loss()).toBe(every.loss());
});

it('scores that are all zero still move: the slope of the loss at zero is a half', () => {
  const zero = {
    scores: Array<number>(size * size).fill(0),
    bias: [0],
    log_scale: [0],
    blocked: Array<number>(size * size).fill(0),
  };
  for (const [name, data] of Object.entries(zero))
    world.given[name] = { shape: world.given[name]!.shape, data: Float64Array.from(data) };
  const gradient = world.gradient('scores');
  expect(gradient[0]).toBeCloseTo(-0.5 / (size * (1 + sampled)), 7);
  expect(gradient[1]).toBeCloseTo(0.5 / (size * (1 + sampled)), 7);
});
