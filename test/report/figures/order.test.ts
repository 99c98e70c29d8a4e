import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { inOrder } from '../../../src/report/figures/order.ts';

const row = (changes: Partial<Figure>): Figure => ({ metric: 'm', unit: 'u', value: 0, ...changes });

test('rows are by data set, split, model, scorer, direction, seed, device and sizes, missing first', () => {
  const ordered = [
    row({}),
    row({ dataset: 'a', model: 'x', seed: 2 }),
    row({ dataset: 'a', model: 'x', seed: 10 }),
    row({ dataset: 'a', model: 'x', seed: 'all' }),
    row({ dataset: 'a', model: 'x', scorer: 'exact', leftCount: 2 }),
    row({ dataset: 'a', model: 'x', scorer: 'exact', leftCount: 10 }),
    row({ dataset: 'a', model: 'y' }),
    row({ dataset: 'a', split: 's', model: 'x' }),
    row({ dataset: 'b', model: 'B' }),
    row({ dataset: 'b', model: 'a' }),
  ];
  expect(inOrder(ordered.toReversed())).toEqual(ordered);
});

test('figures about the same thing keep their order', () => {
  const rows = ['z', 'a', 'm'].map((metric) => row({ metric, model: 'x' }));
  expect(inOrder(rows)).toEqual(rows);
});
