import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/decision/outcome.ts';
import { comparison, evidence } from '../support/synthetic-evidence.ts';

const outcome = (...of: Parameters<typeof comparison>) => outcomeOf(evidence({ comparison: comparison(...of) }));

test('the sign of the one difference decides, when it is shown', () => {
  expect(outcome(0.02)).toBe('better');
  expect(outcome(-0.02)).toBe('worse');
});

test('a difference counts only with both an interval without 0 and a small p', () => {
  expect(outcome(0.02, 0.03)).toBe('not shown to differ');
  expect(outcome(-0.02, 0.03)).toBe('not shown to differ');
  expect(outcome(0.02, 0.01, 0.06)).toBe('not shown to differ');
  expect(outcome(0.02, 0.01, 0.05)).toBe('better');
});

test('a difference counts only when its interval over seeds, too, excludes 0 on its own side', () => {
  const over = (sign: number, overSeeds: { low: number; high: number } | undefined) => {
    const { both } = comparison(sign * 0.02);
    return outcome(sign * 0.02, 0.01, 0.001, { both: { ...both, overSeeds } });
  };
  expect(over(1, { low: 0.001, high: 0.039 })).toBe('better');
  expect(over(-1, { low: -0.039, high: -0.001 })).toBe('worse');
  for (const sign of [1, -1]) {
    expect(over(sign, { low: -0.01, high: 0.05 })).toBe('not shown to differ');
    expect(over(sign, sign > 0 ? { low: -0.05, high: -0.01 } : { low: 0.01, high: 0.05 })).toBe('not shown to differ');
    expect(over(sign, undefined)).toBe('not shown to differ');
  }
});

test('one seed, or a suite that is not meant for it, supports no claim, whatever the difference', () => {
  expect(outcome(0.02, 0.01, 0.001, { seeds: 1 })).toBe('no claim');
  expect(outcome(0.02, 0.01, 0.001, { seeds: 2 })).toBe('better');
  expect(outcomeOf(evidence({ claim: false }))).toBe('no claim');
});

test('without another family, or without the baseline, there is nothing to claim, and a family is not guessed', () => {
  expect(outcomeOf(evidence({ theirs: undefined, comparison: undefined }))).toBe('no claim');
  const baseline = { model: 'tower', family: 'dual tower', measured: true };
  for (const changes of [{ family: undefined }, { measured: false }]) {
    expect(outcomeOf(evidence({ baseline: { ...baseline, ...changes } }))).toBe('no claim');
  }
});

test('no other model of either family turns the verdict, however good its point estimate', () => {
  const others = [
    { model: 'dot', difference: { value: 0.2 } },
    { model: 'bilinear', difference: { value: -0.2 } },
  ];
  expect(outcomeOf(evidence({ others }))).toBe('better');
  expect(outcomeOf(evidence({ others, comparison: comparison(-0.02) }))).toBe('worse');
});
