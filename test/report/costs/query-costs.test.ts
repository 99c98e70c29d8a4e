import { expect, test } from 'vitest';
import { quickestQuery } from '../../../src/decision/cost-sentences.ts';
import type { Figure } from '../../../src/record.ts';
import { queryCosts } from '../../../src/report/costs/query-costs.ts';

/** Single queries of a way to serve a network, and what it finds of the ten best of the network. */
const served = (scorer: string, ms: number, recall?: number): Figure[] => {
  const key = {
    model: 'fusion',
    scorer,
    dataset: 'toys',
    direction: 'left-right',
    leftCount: 3,
    rightCount: 4,
    device: 'cpu',
  } as const;
  const time = (metric: string): Figure => ({ ...key, metric, unit: 'ms', value: ms, samples: 700 });
  const found = recall === undefined ? [] : [{ ...key, metric: 'network recall@10', unit: 'fraction', value: recall }];
  return [time('end to end p50'), time('end to end mean'), ...found];
};

test('a cascade that hands the network too few to order is not the way the network is quick, with however many threads', () => {
  const figures = [
    ...served('exhaustive-factorised', 0.9, 1),
    ...served('cascade first=exact k=1', 0.2, 0.54),
    ...served('cascade first=exact k=1 threads=2', 0.1),
    ...served('exhaustive-factorised threads=2', 0.3),
    ...served('cascade first=exact k=100', 0.4, 0.966),
  ];
  const costs = queryCosts(figures);
  expect(quickestQuery(costs, 'fusion')).toMatchObject({
    scorer: 'cascade first=exact k=100',
    p50Ms: 0.4,
    recall: { name: 'recall@10', value: 0.966 },
  });
  expect(costs.find(({ scorer }) => scorer === 'exhaustive-factorised')).toMatchObject({ p50Ms: 0.9, recall: undefined });
});
