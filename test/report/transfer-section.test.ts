import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../src/record.ts';
import { transferSection } from '../../src/report/sections/transfer-section.ts';

const record = { datasets: [{ name: 'toys', version: '1', hash: 'f00d' }], models: [] } as unknown as RunRecord;
const training = (model: string, share: number, score: number): Figure[] => [
  ...[0, 1].flatMap((seed): Figure[] => [
    { dataset: 'toys', model, seed, metric: 'training share', unit: 'fraction', value: share },
    { dataset: 'toys', model, seed, metric: 'training pairs', unit: 'pairs', value: 1000 * share + seed },
  ]),
  {
    dataset: 'toys',
    model,
    seed: 'all',
    direction: 'left-right',
    metric: 'MRR',
    unit: 'fraction',
    value: score,
    ciLow: score - 0.1,
    ciHigh: score + 0.1,
  },
];

test('one line a share, a column a model; arms that differ in something else and models shown all are left out', () => {
  const figures = [
    ...training('tower', 1, 0.6),
    ...training('tower@share-5', 0.05, 0.2),
    ...training('tower@triplet', 1, 0.9),
    ...training('fusion', 1, 0.5),
    ...training('fusion@share-5', 0.05, 0.15),
    ...training('other', 1, 0.7),
  ];
  const table = transferSection(record, figures).filter(
    (line) => line.startsWith('| left→right') || line.startsWith('| direction'),
  );
  expect(table).toEqual([
    '| direction | families shown | right pairs | fusion | tower |',
    '| left→right | 5 % | 51 | 15.0 [5.0, 25.0] | 20.0 [10.0, 30.0] |',
    '| left→right | 100 % | 1,001 | 50.0 [40.0, 60.0] | 60.0 [50.0, 70.0] |',
  ]);
});

test('there is no section when every model was shown everything', () => {
  expect(transferSection(record, training('tower', 1, 0.6))).toEqual([]);
});
