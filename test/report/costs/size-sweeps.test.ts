import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { sizeSweeps, sweepFigures, withoutSweeps } from '../../../src/report/costs/size-sweeps.ts';
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
  const sweeps = sizeSweeps([cell as never], [...line, ...line.map((figure) => ({ ...figure, scorer: 'usearch efSearch=8' }))]);
  expect(sweeps.map(({ invalid }) => invalid)).toEqual([true, false]);
  const text = sizeSection({ datasets: [{ name: 'toys' }] } as never, sweeps).join('\n');
  expect(text).toContain('exact †');
  expect(text).toContain('| 5.1 ms | 20.1 ms* | 110 ms* | line |');
  expect(text).toContain('| −9.09 % |');
  expect(text).not.toMatch(/usearch efSearch=8 †/);
});

test('figures of a size sweep are told from those of a test part; where nothing has a split, nothing is a sweep', () => {
  const own = { ...row(30, 1), split: 'fold-0' };
  expect(withoutSweeps([own, ...line])).toEqual([own]);
  expect(withoutSweeps([row(30, 1)])).toEqual([row(30, 1)]);
});
