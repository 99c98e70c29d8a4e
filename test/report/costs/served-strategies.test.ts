import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../../src/record.ts';
import { servedStrategies } from '../../../src/report/costs/served-strategies.ts';

const record = { suite: {}, models: [] } as unknown as RunRecord;
const figure = (scorer: string, metric: string, value: number): Figure => ({
  model: 'network',
  scorer,
  direction: 'left-right',
  dataset: 'toys',
  leftCount: 3,
  rightCount: 4,
  metric,
  unit: 'ms',
  value,
});

test('an exhaustive way that was not ranked has the quality of the other of its model, any other way has none', () => {
  const figures = [
    ...['exhaustive-naive', 'exhaustive-factorised', 'network-tree'].map((scorer) => figure(scorer, 'end to end mean', 1)),
    figure('exhaustive-factorised', 'nDCG@10', 0.4),
  ];
  const qualities = servedStrategies(record, 'toys', figures).map(({ key, quality }) => [key.scorer, quality?.value]);
  expect(Object.fromEntries(qualities)).toEqual({
    'exhaustive-naive': 0.4,
    'exhaustive-factorised': 0.4,
    'network-tree': undefined,
  });
});
