import { expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { influenceEstimate } from '../../src/statistics/influence.ts';
import { tInterval } from '../../src/statistics/t-interval.ts';

/** A mean of n values moves by (value − mean) / n with each of them. */
const ofMean = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, influence: { units: values.map((_, i) => i), values: values.map((value) => (value - mean) / values.length) } };
};

test('of a mean it is the t-interval of the mean', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 12 }, () => random.normal());
  const { mean, influence } = ofMean(values);
  const { interval, units } = influenceEstimate(mean, [influence], false);
  const expected = tInterval(values)!.interval!;
  expect(interval!.low).toBeCloseTo(expected.low, 12);
  expect(interval!.high).toBeCloseTo(expected.high, 12);
  expect(units).toBe(12);
});

test('seeds on the same units are added within a unit, seeds on others are independent', () => {
  const { influence } = ofMean([1, 2, 4, 8, 16]);
  const half = { ...influence, weight: 0.5 };
  const elsewhere = { ...half, units: influence.units.map((unit) => unit + 100) };
  const error = (series: Parameters<typeof influenceEstimate>[1]) => influenceEstimate(0, series, false).standardError!;
  expect(error([half, half])).toBeCloseTo(error([influence]), 12);
  // Two independent halves: √½ of one, but for n / (n − 1) of twice as many units.
  expect(error([half, elsewhere])).toBeCloseTo(error([influence]) * Math.sqrt(0.5 * (10 / 9 / (5 / 4))), 12);
  expect(influenceEstimate(0, [half, elsewhere], false).units).toBe(10);
});

test('the interval of a fraction stays inside (0, 1) and is nearly that of the plain scale where there is room', () => {
  const { influence } = ofMean([0, 0.2, 0.1, 0.3, 0.2]);
  const near = influenceEstimate(0.97, [influence], true).interval!;
  expect(near.high).toBeLessThan(1);
  expect(near.low).toBeLessThan(0.97);
  const small = { ...influence, weight: 0.01 };
  const [inside, plain] = [true, false].map((fraction) => influenceEstimate(0.4, [small], fraction).interval!);
  expect(inside!.low).toBeCloseTo(plain!.low, 5);
  expect(inside!.high).toBeCloseTo(plain!.high, 5);
  const everything = { units: [1, 2, 3], values: [0, 0, 0] };
  expect(influenceEstimate(1, [everything], true).interval).toMatchObject({ low: 1, high: 1 });
});

test('one unit says nothing about others', () => {
  expect(influenceEstimate(0.5, [{ units: [4], values: [0.1] }], true)).toEqual({
    value: 0.5,
    interval: undefined,
    standardError: undefined,
    units: 1,
  });
});
