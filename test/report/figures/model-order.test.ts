import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/record.ts';
import { cachedShare, modelOrder } from '../../../src/report/figures/model-order.ts';
import { equalTimeSuffix, isArm, modelOfArm } from '../../../src/report/record/arms.ts';
import { syntheticModel } from '../../support/synthetic-record.ts';

const work = (interaction: number, pair: number) => {
  const of = (operations: number) => ({ operations, bytes: 0 });
  return { work: { left: of(0), right: of(0), interaction: of(interaction), pair: of(pair) } };
};

test('the most cached models come first, arms after their model, unknown models last', () => {
  const models = [
    syntheticModel('concat', 'early fusion', work(100, 1000)),
    syntheticModel('concat@equal-time', 'early fusion', work(100, 1000)),
    syntheticModel('late', 'early fusion', work(20, 1000)),
    syntheticModel('tower-b', 'dual tower', work(1, 1000)),
    syntheticModel('tower-a', 'dual tower', work(1, 1000)),
    syntheticModel('nothing', 'early fusion', work(0, 0)),
  ];
  const names = ['nobody', ...models.map(({ name }) => name)];
  expect(names.sort(modelOrder({ models } as unknown as RunRecord))).toEqual([
    'tower-a',
    'tower-b',
    'late',
    'concat',
    'concat@equal-time',
    'nothing',
    'nobody',
  ]);
});

test('the cached share is what a pair does not cost again', () => {
  expect(cachedShare(syntheticModel('a', 'dual tower', work(50, 1000)))).toBe(0.95);
  expect(cachedShare(syntheticModel('a', 'dual tower', work(0, 0)))).toBeUndefined();
});

test('an arm is named after its model and its rules', () => {
  for (const name of ['concat@equal-time', 'concat@triplet@equal-time']) {
    expect([isArm(name), modelOfArm(name), name.endsWith(equalTimeSuffix)]).toEqual([true, 'concat', true]);
  }
  expect([isArm('concat'), modelOfArm('concat')]).toEqual([false, 'concat']);
});
