import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { sweepFigures, sizeSweeps as sweepsOf, withoutSweeps } from '../../../src/report/costs/size-sweeps.ts';
import type { LoadedRecord } from '../../../src/report/record/read-record.ts';
import { sizeSection } from '../../../src/report/sections/size-section.ts';

const key = { model: 'tower', scorer: 'exact', direction: 'left-right', seed: 0, device: 'cpu', leftCount: 50 } as const;
const row = (rightCount: number, value: number, dataset = 'toys'): Figure => ({
  ...key,
  dataset,
  rightCount,
  metric: 'end to end p50',
  unit: 'ms',
  value,
});
const sizeSweeps = (cells: readonly object[], figures: readonly Figure[], serving?: object) =>
  sweepsOf({ record: { suite: { serving } }, cells } as unknown as LoadedRecord, figures);
/** 0.1 ms and 1 µs a candidate; the largest takes a tenth more than that. */
const line = [
  ...[100, 1_000, 5_000].map((size) => row(size, 0.1 + size / 1_000)),
  row(20_000, 20.1, 'toys+synthetic'),
  row(100_000, 1.1 * 100.1, 'toys+synthetic'),
];

test('the largest size is predicted by the others, and the error is told with its sign', () => {
  const [sweep] = sizeSweeps([], line);
  expect(sweep!.points.map(({ candidates, isDrawn }) => [candidates, isDrawn])).toEqual([
    [100, false],
    [1_000, false],
    [5_000, false],
    [20_000, true],
    [100_000, true],
  ]);
  expect(sweep!.heldOut!.error).toBeCloseTo(1 / 1.1 - 1, 6);
  expect(sweepFigures(sweep!)).toMatchObject([{ metric: 'prediction error', dataset: 'toys', scorer: 'exact' }]);
});

test('one size predicts nothing', () => {
  expect(sizeSweeps([], line.slice(0, 2))[0]!.heldOut).toBeUndefined();
  expect(sweepFigures(sizeSweeps([], line.slice(0, 1))[0]!)).toEqual([]);
});

test('an index that works otherwise on drawn items is marked, and no other strategy with it', () => {
  const cell = {
    key: { dataset: 'toys', model: 'tower', scorer: 'exact' },
    warnings: [{ code: 'synthetic-index', message: '', remedy: '' }],
  };
  const sweeps = sizeSweeps([cell], [...line, ...line.map((figure) => ({ ...figure, scorer: 'usearch efSearch=8' }))]);
  expect(sweeps.map(({ invalid }) => invalid)).toEqual([true, false]);
  const text = sizeSection({ datasets: [{ name: 'toys' }] } as never, sweeps).join('\n');
  expect(text).toContain('exact †');
  expect(text).toContain('| 5.1 ms | 20.1 ms* | 110 ms* | line |');
  expect(text).toContain('| −9.09 % |');
  expect(text).not.toMatch(/usearch efSearch=8 †/);
});

test('where one setting of an index finds another share on drawn items, no setting of it is believed there, nor a cascade upon it', () => {
  const index = (efSearch: number) => ({ model: 'tower', scorer: 'usearch', settings: { efSearch } });
  const strategies = [
    { model: 'tower', scorer: 'exact' },
    { model: 'tower', scorer: 'usearch', settings: { efSearch: [8, 64] } },
    { model: 'other', scorer: 'usearch', settings: { efSearch: 8 } },
    { model: 'fusion', scorer: 'cascade', settings: { k: 10 }, first: index(64) },
  ];
  const labels = [
    ['tower', 'exact'],
    ['tower', 'usearch efSearch=8'],
    ['tower', 'usearch efSearch=64'],
    ['other', 'usearch efSearch=8'],
    ['fusion', 'cascade first=usearch(efSearch=64) k=10'],
  ] as const;
  const recall = (dataset: string, value: number): Figure => ({
    ...row(5_000, value, dataset),
    scorer: 'usearch efSearch=8',
    metric: 'index recall@10',
    unit: 'fraction',
  });
  const figures = labels.flatMap(([model, scorer]) => line.map((figure) => ({ ...figure, model, scorer })));
  const cell = {
    key: { dataset: 'toys', model: 'tower', scorer: 'usearch efSearch=8' },
    warnings: [{ code: 'synthetic-index', message: '', remedy: '' }],
  };
  const sweeps = sizeSweeps([cell], [...figures, recall('toys', 0.97), recall('toys+synthetic', 0.91)], { strategies });
  expect(sweeps.map(({ invalid }) => invalid)).toEqual([false, true, true, false, true]);
  // What is not believed is not extrapolated from either: the largest real size is the one that is predicted.
  expect(sweeps.map(({ heldOut }) => heldOut?.candidates)).toEqual([100_000, 5_000, 5_000, 100_000, 5_000]);
  const text = sizeSection({ datasets: [{ name: 'toys' }] } as never, sweeps).join('\n');
  expect(text).toContain('| tower | usearch efSearch=8 | 5,000 | 97.0 | 91.0 | −6.0 | not taken |');
});

test('figures of a size sweep are told from those of a test part; where nothing has a split, nothing is a sweep', () => {
  const own = { ...row(30, 1), split: 'fold-0' };
  expect(withoutSweeps([own, ...line])).toEqual([own]);
  expect(withoutSweeps([row(30, 1)])).toEqual([row(30, 1)]);
});
