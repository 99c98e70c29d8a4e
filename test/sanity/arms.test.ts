import { expect, test } from 'vitest';
import { takePart } from '../../src/dataset/part.ts';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import type { SanityArm, SanityWorld } from '../../src/sanity/arm.ts';
import { sanityArms } from '../../src/sanity/arms.ts';
import type { Direction } from '../../src/types.ts';
import { toyDataset } from '../support/toy-dataset.ts';

const directions: Direction[] = ['left-right', 'right-left'];
const worldOf = (options: Parameters<typeof toyDataset>[0] = {}): SanityWorld => {
  const dataset = toyDataset({ concepts: 120, ...options });
  return { train: takePart(dataset, 'fold-0', 'train'), test: takePart(dataset, 'fold-0', 'test'), seed: 1 };
};
const world = worldOf();
const evaluated = (name: keyof typeof sanityArms, of = world) => {
  const arm: SanityArm = sanityArms[name];
  const scores = arm.scores(of)!;
  const zeros = (count: number) => new Int32Array(count);
  const evaluation = evaluateScores(scores, of.test.relevance, { left: zeros(scores.rows), right: zeros(scores.columns) });
  return { arm, scores, evaluation };
};

test.each(['constant', 'popularity'] as const)('%s finds nothing, since ties count against it', (name) => {
  const { evaluation, arm, scores } = evaluated(name);
  for (const direction of directions) {
    expect(evaluation[direction].averages['R@10']).toBe(0);
    expect(arm.expected!(scores, world, direction)).toMatchObject({ metric: 'R@1', value: 0 });
  }
});

test('the oracle finds everything', () => {
  const { evaluation } = evaluated('oracle');
  for (const direction of directions) expect(evaluation[direction].averages).toMatchObject({ 'R@1': 1, MRR: 1, mAP: 1 });
});

test.each((Object.keys(sanityArms) as (keyof typeof sanityArms)[]).filter((name) => 'expected' in sanityArms[name]))(
  '%s has the figure that is known of it without the evaluation',
  (name) => {
    const { evaluation, arm, scores } = evaluated(name);
    for (const direction of directions) {
      const { metric, value, tolerance } = arm.expected!(scores, world, direction)!;
      expect(Math.abs(evaluation[direction].averages[metric] - value)).toBeLessThanOrEqual(tolerance);
      expect(tolerance).toBeLessThan(0.5);
    }
  },
);

test('what is known is strict: scores of a leak, or ties that count for the scorer, are noticed', () => {
  const { arm, scores } = evaluated('two-levels');
  const { value, tolerance } = arm.expected!(scores, world, 'left-right')!;
  const oracle = evaluated('oracle').scores;
  const lucky = scores.data.map((score, at) => score + (oracle.data[at]! > 0 ? 0.1 : 0));
  const zeros = (count: number) => new Int32Array(count);
  const units = { left: zeros(scores.rows), right: zeros(scores.columns) };
  const found = evaluateScores({ ...scores, data: lucky }, world.test.relevance, units)['left-right'].averages.MRR;
  expect(Math.abs(found - value)).toBeGreaterThan(tolerance);
});

test('twins share the top: with everything twice at most half of the reciprocal rank is left', () => {
  const { evaluation } = evaluated('duplicates', worldOf({ leftPerConcept: 1 }));
  for (const direction of directions) expect(evaluation[direction].averages.MRR).toBeCloseTo(0.5, 1);
});

test('features are compared as they are only where both sides have as many values', () => {
  expect(sanityArms.frozen.scores(world)).toBeUndefined();
  const alike = worldOf({ leftWidth: 8, rightWidth: 8 });
  const { data } = sanityArms.frozen.scores(alike)!;
  expect(Math.max(...data)).toBeLessThanOrEqual(1 + 1e-6);
  expect(Math.min(...data)).toBeGreaterThanOrEqual(-1 - 1e-6);
});

test.each([
  [12, 8],
  [8, 12],
])('linear regression finds what is linear, whichever side is the narrower one: %i × %i', (leftWidth, rightWidth) => {
  const { evaluation } = evaluated('ridge', worldOf({ leftWidth, rightWidth, noise: 0.1 }));
  for (const direction of directions) expect(evaluation[direction].averages.MRR).toBeGreaterThan(0.6);
});
