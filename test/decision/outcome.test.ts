import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/decision/outcome.ts';
import { contender, evidence } from '../support/synthetic-evidence.ts';

const kindOf = (...contenders: ReturnType<typeof contender>[]) => {
  const { kind, contender: about } = outcomeOf(evidence({ contenders }));
  return [kind, about?.model];
};

test('a family is better when one of its models is better in some direction and worse in none', () => {
  expect(kindOf(contender('a', 0.02, 0.03))).toEqual(['better', 'a']);
  expect(kindOf(contender('a', 0.02, 0.001))).toEqual(['better', 'a']);
  expect(kindOf(contender('a', -0.05, -0.05), contender('b', 0.02, 0.03))).toEqual(['better', 'b']);
});

test('a family is worse only when all of its models are', () => {
  expect(kindOf(contender('a', -0.02, -0.03))).toEqual(['worse', 'a']);
  expect(kindOf(contender('a', -0.05, -0.05), contender('b', -0.02, -0.03))).toEqual(['worse', 'b']);
  expect(kindOf(contender('a', -0.05, -0.05), contender('b', -0.001, 0.001))).toEqual(['not shown to differ', 'b']);
});

test('better in one direction and worse in the other is neither', () => {
  expect(kindOf(contender('a', 0.02, -0.02))).toEqual(['mixed', 'a']);
});

test('a difference counts only with both an interval without 0 and a small corrected p', () => {
  expect(kindOf(contender('a', 0.02, 0.02, 0.03, 0.001))).toEqual(['not shown to differ', 'a']);
  expect(kindOf(contender('a', 0.02, 0.02, 0.01, 0.06))).toEqual(['not shown to differ', 'a']);
  expect(kindOf(contender('a', 0.02, 0.02, 0.01, 0.05))).toEqual(['better', 'a']);
});

test('one seed, or a suite that is not meant for it, supports no claim, whatever the difference', () => {
  expect(outcomeOf(evidence({ seeds: 1 }))).toMatchObject({ kind: 'no claim', contender: { model: 'concat' } });
  expect(outcomeOf(evidence({ claim: false })).kind).toBe('no claim');
  expect(outcomeOf(evidence({ seeds: 2 })).kind).toBe('better');
});

test('without another family there is nothing to claim', () => {
  expect(outcomeOf(evidence({ contenders: [] }))).toEqual({ kind: 'no claim', contender: undefined });
});
