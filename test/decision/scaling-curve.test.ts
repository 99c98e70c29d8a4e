import { expect, test } from 'vitest';
import { type FittedPoint, scalingRows, sizesBetween } from '../../src/decision/scaling-curve.ts';

const at = (size: number, extrapolated: boolean, cost = size): FittedPoint => ({
  size,
  cost,
  low: cost / 2,
  high: cost * 2,
  extrapolated,
});

test('a curve is dashed outside of what was measured, and its dashes join the line', () => {
  const fitted = [at(1, true), at(2, false), at(3, false), at(4, true)];
  const { inside, beyond } = scalingRows([{ label: 'a', measured: [], fitted }], { crossovers: [] });
  expect(inside.map(({ size }) => size)).toEqual([2, 3]);
  expect(beyond.map(({ size, part }) => [size, part])).toEqual([
    [1, 'below'],
    [2, 'below'],
    [3, 'beyond'],
    [4, 'beyond'],
  ]);
});

test('what was measured nowhere is dashed everywhere; a cost of 0 and a band without an end are left out', () => {
  const fitted = [at(1, true, 0), at(2, true), { ...at(3, true), high: undefined }];
  const { inside, beyond, band } = scalingRows([{ label: 'a', measured: [], fitted }], { crossovers: [], wanted: 7 });
  expect(inside).toEqual([]);
  expect(beyond.map(({ size }) => size)).toEqual([2, 3]);
  expect(band.map(({ size }) => size)).toEqual([2]);
});

test('sizes grow by one factor from end to end', () => {
  const sizes = sizesBetween(10, 1000, 5);
  expect(sizes[0]).toBe(10);
  expect(sizes.at(-1)).toBeCloseTo(1000, 9);
  for (let i = 1; i < 5; i++) expect(sizes[i]! / sizes[i - 1]!).toBeCloseTo(10 ** 0.5, 9);
});
