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
  const withSeeds = (seeds: number) => outcomeOf(evidence({ contenders: [{ ...contender('concat', 0.02, 0.03), seeds }] }));
  expect(withSeeds(1)).toMatchObject({ kind: 'no claim', contender: { model: 'concat' } });
  expect(outcomeOf(evidence({ claim: false })).kind).toBe('no claim');
  expect(withSeeds(2).kind).toBe('better');
});

test('without another family there is nothing to claim', () => {
  expect(outcomeOf(evidence({ contenders: [] }))).toEqual({ kind: 'no claim', contender: undefined });
});

test('a difference counts only when its interval over seeds, too, excludes 0 on its own side', () => {
  const over = (sign: number, overSeeds: { low: number; high: number } | undefined) => {
    const { differences, ...rest } = contender('a', sign * 0.02, sign * 0.02);
    return kindOf({ ...rest, differences: differences.map((difference) => ({ ...difference, overSeeds })) })[0];
  };
  expect(over(1, { low: 0.001, high: 0.039 })).toBe('better');
  expect(over(-1, { low: -0.039, high: -0.001 })).toBe('worse');
  for (const sign of [1, -1]) {
    expect(over(sign, { low: -0.01, high: 0.05 })).toBe('not shown to differ');
    expect(over(sign, sign > 0 ? { low: -0.05, high: -0.01 } : { low: 0.01, high: 0.05 })).toBe('not shown to differ');
    expect(over(sign, undefined)).toBe('not shown to differ');
  }
});

test('a better model is no win of its family when another model of the baseline family reaches it', () => {
  const outcomeWith = (leftRight: number, rightLeft: number) =>
    outcomeOf(evidence({ siblings: [contender('dot', leftRight, rightLeft)], contenders: [contender('a', 0.02, 0.03)] }));
  expect(outcomeWith(0.019, 0.029)).toMatchObject({ kind: 'better', contender: { model: 'a' } });
  expect(outcomeWith(0.02, 0)).toMatchObject({ kind: 'not shown to differ', matchedBy: 'dot' });
  expect(outcomeWith(0, 0.031)).toMatchObject({ kind: 'not shown to differ', matchedBy: 'dot' });
});

test('without the baseline there is nothing to claim, and its family is not guessed', () => {
  const baseline = { model: 'tower', family: 'dual tower', measured: true };
  for (const changes of [{ family: undefined }, { measured: false }]) {
    expect(outcomeOf(evidence({ baseline: { ...baseline, ...changes } }))).toEqual({ kind: 'no claim', contender: undefined });
  }
});
