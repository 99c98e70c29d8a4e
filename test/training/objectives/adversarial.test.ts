import { expect, it } from 'vitest';
import { adversarial } from '../../../src/training/objectives/adversarial.ts';
import { adversarialInstance } from '../../../src/training/objectives/adversarial-instance.ts';
import { instanceDiscrimination } from '../../../src/training/objectives/instance-discrimination.ts';
import type { Objective } from '../../../src/training/objectives/objective.ts';
import { at, indices, infoNceSlopes, objectiveWorld, size, width } from '../../support/objective-world.ts';

const hidden = 4;
const reversal = 0.3;
const dimensions = [...Array(width).keys()];
const units = [...Array(hidden).keys()];
const sides = ['left', 'right'] as const;

/** The classifier of sides by hand: its loss, and how that changes with the vectors (before any reversal) and with its last layer. */
function classifierByHand({ given }: ReturnType<typeof objectiveWorld>) {
  let loss = 0;
  const last = units.map(() => 0);
  const vectors = sides.map((side) =>
    indices.flatMap((i) => {
      const raw = dimensions.map((d) => at(given[side]!, i, d));
      const norm = Math.hypot(...raw);
      const unit = raw.map((value) => value / norm);
      const sums = units.map(
        (h) =>
          given['modality.0.bias']!.data[h]! +
          dimensions.reduce((sum, d) => sum + unit[d]! * at(given['modality.0.weight']!, d, h), 0),
      );
      const logit =
        given['modality.1.bias']!.data[0]! +
        units.reduce((sum, h) => sum + Math.max(0, sums[h]!) * given['modality.1.weight']!.data[h]!, 0);
      const isLeft = 1 / (1 + Math.exp(-logit));
      const label = side === 'left' ? 1 : 0;
      loss -= Math.log(label === 1 ? isLeft : 1 - isLeft) / (2 * size);
      const slope = (isLeft - label) / (2 * size);
      for (const h of units) last[h]! += slope * Math.max(0, sums[h]!);
      const back = dimensions.map((d) =>
        units.reduce(
          (sum, h) =>
            sum + (sums[h]! > 0 ? slope * given['modality.1.weight']!.data[h]! * at(given['modality.0.weight']!, d, h) : 0),
          0,
        ),
      );
      const along = dimensions.reduce((sum, d) => sum + back[d]! * unit[d]!, 0);
      return dimensions.map((d) => (back[d]! - along * unit[d]!) / norm);
    }),
  );
  return { loss, last, left: vectors[0]!, right: vectors[1]! };
}

it('the classifier of sides learns to tell them apart, and the sides learn the opposite, as found by hand', () => {
  const world = objectiveWorld(adversarial, { reversal, hidden });
  const byHand = classifierByHand(world);
  const scale = Math.exp(world.given.log_scale!.data[0]!);
  expect(world.gradient('modality.1.weight')).toBeAllClose(byHand.last, 1e-6, 1e-9);
  for (const side of sides) {
    expect(world.gradient(side)).toBeAllClose(
      byHand[side].map((slope) => -reversal * slope),
      1e-6,
      1e-9,
    );
    // Central differences see the loss itself, which reversal does not change.
    expect(world.slopes(side)).toBeAllClose(byHand[side], 1e-5, 1e-8);
  }
  const expected = infoNceSlopes(world, scale).map((slope) => scale * slope);
  expect(world.gradient('scores')).toBeAllClose(expected, 1e-6, 1e-9);
  for (const name of ['log_scale', 'modality.0.weight', 'modality.0.bias', 'modality.1.bias'])
    expect(world.gradient(name)).toBeAllClose(world.slopes(name), 1e-5, 1e-8);
});

it('together with instance discrimination, every part has its own gradient and its weight', () => {
  const classes = 0.4;
  const world = objectiveWorld(adversarialInstance, { reversal, hidden, classes });
  const parted = (objective: Objective, settings: Readonly<Record<string, unknown>>) => {
    const part = objectiveWorld(objective, settings);
    for (const { name } of part.declared) part.given[name] = world.given[name]!;
    return part;
  };
  const [matched, instances] = [parted(adversarial, { reversal, hidden }), parted(instanceDiscrimination, {})];
  expect(world.loss()).toBeCloseTo(matched.loss() + classes * instances.loss(), 6);
  for (const side of sides) {
    const instance = instances.gradient(side);
    const expected = matched.gradient(side).map((slope, i) => slope + classes * instance[i]!);
    expect(world.gradient(side)).toBeAllClose(expected, 1e-6, 1e-9);
  }
  expect(world.gradient('classes.weight')).toBeAllClose(world.slopes('classes.weight'), 1e-5, 1e-8);
});
