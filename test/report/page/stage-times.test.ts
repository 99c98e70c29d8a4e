import { expect, test } from 'vitest';
import type { SampleSeries } from '../../../src/record.ts';
import { stageTimes } from '../../../src/report/page/charts/stage-times.ts';

const series = (ms: Readonly<Record<string, number>>, count = 11): SampleSeries[] =>
  Object.entries(ms).map(([name, value]) => ({ name, unit: 'ms', key: {}, values: Array.from({ length: count }, () => value) }));
const times = (all: readonly SampleSeries[]) => Object.fromEntries(stageTimes('a', all).map(({ stage, ms }) => [stage, ms]));

test('a search that tells its stages apart is counted once, by them and what is left of it', () => {
  const whole = { encode: 1, search: 8, 'end to end': 9 };
  expect(times(series(whole))).toEqual({ encode: 1, search: 8 });
  const stages = times(series({ ...whole, 'first stage': 2, interaction: 4, 'top-k': 1 }));
  expect(stages).toEqual({ encode: 1, 'first stage': 2, interaction: 4, 'top-k': 1, 'rest of the search': 1 });
  expect(Object.values(stages).reduce((sum, ms) => sum + ms)).toBe(9);
});

test('stages that fill the search leave no rest, and what is no stage of a query is none', () => {
  expect(times(series({ encode: 1, search: 4, interaction: 4, 'idle latency': 20, 'encode backbone': 30 }))).toEqual({
    encode: 1,
    interaction: 4,
  });
});

test('too few samples for a median are no stage', () => {
  expect(stageTimes('a', series({ encode: 1, search: 2 }, 10))).toEqual([]);
});
