import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { indexCostFigures, indexCosts } from '../../../src/report/costs/index-costs.ts';
import { find } from '../../../src/report/figures/figure-lookup.ts';

const key = { model: 'tower', dataset: 'toys', direction: 'left-right', leftCount: 3, rightCount: 4 } as const;
const search = (scorer: string, value: number, changes: Partial<Figure> = {}): Figure => ({
  ...key,
  scorer,
  metric: 'search p50',
  unit: 'ms',
  value,
  ciLow: value - 0.1,
  ciHigh: value + 0.1,
  ...changes,
});
const build = (scorer: string): Figure => ({ ...key, scorer, metric: 'build time', unit: 'ms', value: 90 });

test('an index is compared with exact search of the same model, direction and sizes', () => {
  const [cost] = indexCosts([build('hnsw'), search('hnsw', 1), search('exact', 9, { rightCount: 5 }), search('exact', 4)]);
  expect(cost).toMatchObject({ scorer: 'hnsw', buildMs: 90, breakEven: { queries: 30 } });
  const figures = indexCostFigures(cost!);
  expect(find(figures, { metric: 'break-even' })).toMatchObject({ value: 30, unit: 'queries', scorer: 'hnsw', rightCount: 4 });
  expect(find(figures, { metric: 'break-even' })).toMatchObject({ ciLow: Math.ceil(90 / 3.2), ciHigh: Math.ceil(90 / 2.8) });
});

test('an index that never pays has a saving below 0 and no break-even row', () => {
  const [cost] = indexCosts([build('hnsw'), search('hnsw', 5), search('exact', 4)]);
  expect(cost?.breakEven?.queries).toBe('never');
  expect(indexCostFigures(cost!).map(({ metric, value }) => [metric, value])).toEqual([['saving per query', -1]]);
});

test('break-even rests on medians: a few slow calls of exact search do not make a slower index pay', () => {
  const mean = (scorer: string, value: number): Figure => search(scorer, value, { metric: 'search mean' });
  const [cost] = indexCosts([build('hnsw'), search('hnsw', 0.11), search('exact', 0.05), mean('hnsw', 0.12), mean('exact', 0.2)]);
  expect(cost?.breakEven?.queries).toBe('never');
});

test('without the exact line the break-even is unknown', () => {
  const [cost] = indexCosts([build('hnsw'), search('hnsw', 1)]);
  expect(cost?.breakEven).toBeUndefined();
  expect(indexCostFigures(cost!)).toEqual([]);
});
