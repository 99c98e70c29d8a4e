import { expect, it } from 'vitest';
import { instanceDiscrimination } from '../../../src/training/objectives/instance-discrimination.ts';
import {
  at,
  classCount,
  indices,
  infoNceSlopes,
  objectiveWorld,
  probabilities,
  size,
  width,
} from '../../support/objective-world.ts';

const world = objectiveWorld(instanceDiscrimination);
const { given } = world;
const dimensions = [...Array(width).keys()];
const classes = [...Array(classCount).keys()];

/** Loss, and its gradient for one side's vectors, by hand: softmax, linear layer, then the projection that a unit vector's derivative is. */
function byHand(side: 'left' | 'right'): { readonly loss: number; readonly slopes: number[] } {
  const scale = Math.exp(given['classes.log_scale']!.data[0]!);
  const weight = given['classes.weight']!;
  let loss = 0;
  const slopes = indices.flatMap((i) => {
    const raw = dimensions.map((d) => at(given[side]!, i, d));
    const norm = Math.hypot(...raw);
    const unit = raw.map((value) => value / norm);
    const logits = classes.map((c) => scale * dimensions.reduce((sum, d) => sum + unit[d]! * at(weight, d, c), 0));
    const chances = probabilities(logits);
    const right = classes.find((c) => at(given.classes!, i, c) === 1)!;
    loss -= Math.log(chances[right]!) / (2 * size);
    const back = dimensions.map((d) =>
      classes.reduce((sum, c) => sum + (scale * (chances[c]! - (c === right ? 1 : 0)) * at(weight, d, c)) / (2 * size), 0),
    );
    const along = dimensions.reduce((sum, d) => sum + back[d]! * unit[d]!, 0);
    return dimensions.map((d) => (back[d]! - along * unit[d]!) / norm);
  });
  return { loss, slopes };
}

it('instance discrimination classifies both sides by one classifier, with the gradient found by hand', () => {
  const [left, right] = [byHand('left'), byHand('right')];
  expect(world.loss()).toBeCloseTo(left.loss + right.loss, 6);
  expect(world.gradient('left')).toBeAllClose(left.slopes, 1e-6, 1e-8);
  expect(world.gradient('right')).toBeAllClose(right.slopes, 1e-6, 1e-8);
  for (const name of ['left', 'right', 'classes.weight', 'classes.log_scale'])
    expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-8);
});

it('alone it looks at no score; with matching it is InfoNCE besides, times the weight', () => {
  expect(() => world.gradient('scores')).toThrow(/does not depend/);
  const both = objectiveWorld(instanceDiscrimination, { matching: 0.5 });
  const scale = Math.exp(both.given.log_scale!.data[0]!);
  const expected = infoNceSlopes(both, scale).map((slope) => 0.5 * scale * slope);
  expect(both.gradient('scores')).toBeAllClose(expected, 1e-6, 1e-9);
});
