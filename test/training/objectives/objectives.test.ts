import { expect, it } from 'vitest';
import { defineModel } from '../../../src/define-model.ts';
import type { ModelName } from '../../../src/models.ts';
import { objectionTo } from '../../../src/training/objectives/objection.ts';
import { type ObjectiveName, objectives } from '../../../src/training/objectives/objectives.ts';
import { objectiveWorld } from '../../support/objective-world.ts';

const names = Object.keys(objectives) as ObjectiveName[];
const settings = { teacher: 'concat' };
const settingsOf = (name: ObjectiveName) => (objectives[name].needs.includes('teacher') ? settings : {});

it.each(names)('%s is a finite loss that moves what it says it needs', (name) => {
  const world = objectiveWorld(objectives[name], settingsOf(name));
  expect(Number.isFinite(world.loss())).toBe(true);
  if (objectives[name].usesScores(settingsOf(name))) expect(world.gradient('scores').some((slope) => slope !== 0)).toBe(true);
  if (objectives[name].needs.includes('embeddings')) expect(world.gradient('left').some((slope) => slope !== 0)).toBe(true);
});

// What knows grades pulls other right answers up.
const blocking = names.filter((name) => objectives[name].needs.includes('blocked') && !objectives[name].needs.includes('grades'));
it.each(blocking)('%s never moves another right answer', (name) => {
  const world = objectiveWorld(objectives[name], {
    ...settingsOf(name),
    ...(name === 'instance-discrimination' ? { matching: 1 } : {}),
  });
  const gradient = world.gradient('scores');
  world.given.blocked!.data.forEach((blocked, i) => {
    if (blocked === 1) expect(gradient[i]).toBeCloseTo(0, 12);
  });
});

it.each(names)('%s refuses a setting that it does not have', (name) => {
  expect(() => objectives[name].bind({ ...settingsOf(name), nonsense: 1 })).toThrow(/nonsense/);
});

it.each<[ModelName, ObjectiveName, object, string | undefined]>([
  ['concat', 'adversarial', {}, 'it learns no vectors of both sides in one space'],
  ['concat', 'triplet', {}, undefined],
  ['dual-cosine', 'instance-discrimination', {}, undefined],
  [
    'product-difference',
    'instance-discrimination',
    {},
    'the layers above its vectors would never be trained, as no score is in the loss',
  ],
  ['product-difference', 'instance-discrimination', { matching: 1 }, undefined],
  ['product-difference', 'adversarial-instance', {}, undefined],
])('%s under %s with %o: %s', (model, objective, given, expected) => {
  expect(objectionTo(defineModel(model, { left: { width: 6 }, right: { width: 4 } }), objectives[objective], { ...given })).toBe(
    expected,
  );
});
