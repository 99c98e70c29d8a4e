import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../../src/record.ts';
import { equalTimeRuns, equalTimeWarnings, formatMiss } from '../../../src/report/figures/equal-time.ts';

const record = { suite: { name: 's', baseline: 'tower' } } as unknown as RunRecord;
const time = (model: string, seed: number, value: number): Figure => ({
  model,
  dataset: 'toys',
  split: `fold-${seed}`,
  seed,
  metric: 'training time',
  unit: 's',
  value,
});

test('an arm at equal time is held to the time of the baseline with the same seed, other arms are not', () => {
  const figures = [
    time('tower', 0, 10),
    time('tower', 1, 20),
    time('fusion@equal-time', 0, 12),
    time('fusion@equal-time', 1, 21),
  ];
  const runs = equalTimeRuns(record, [...figures, time('fusion', 0, 50), time('fusion@hard', 0, 50)]);
  expect(runs.map(({ model, seed, seconds, targetSeconds }) => [model, seed, seconds, targetSeconds])).toEqual([
    ['fusion@equal-time', 0, 12, 10],
    ['fusion@equal-time', 1, 21, 20],
  ]);
});

test('more than a tenth too long or too short is a doubt that names the model, the seed and both times', () => {
  const run = { model: 'fusion@equal-time', dataset: 'toys', seed: 0, targetSeconds: 10 };
  const messages = [11.2, 10.9, 9.1, 8.8].map((seconds) => equalTimeWarnings([{ ...run, seconds }])[0]?.message);
  expect(messages).toEqual([
    'fusion@equal-time trained for 11.2 s on toys with seed 0, where 10 s were meant (+12 %).',
    undefined,
    undefined,
    'fusion@equal-time trained for 8.8 s on toys with seed 0, where 10 s were meant (−12 %).',
  ]);
});

test('how far off has a sign, unless nothing is', () => {
  expect([formatMiss(11, 10), formatMiss(9, 10), formatMiss(10, 10)]).toEqual(['+10 %', '−10 %', '0 %']);
});
