import { expect, test } from 'vitest';

const message = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test('toBeAllClose holds up to atol + rtol · |expected|, and no further', () => {
  expect([1.125, 100]).toBeAllClose(new Float32Array([1, 100]), 0.125, 0);
  expect([1.126, 100]).not.toBeAllClose([1, 100], 0.125, 0);
  expect([0.5]).toBeAllClose([0], 0, 0.5);
  expect([0.5]).not.toBeAllClose([0], 1, 0.4);
});

test('toBeAllClose names the worst place', () => {
  expect(message(() => expect([1, 2, 9]).toBeAllClose([1, 3, 4]))).toContain(
    '2 of 3 numbers are not within rtol 0.00001, atol 1e-7: at [2] expected 4, got 9',
  );
});

test('toBeAllClose takes neither another length, nor NaN, nor an infinity in place of a number', () => {
  expect(message(() => expect([1]).toBeAllClose([1, 1]))).toBe('expected 2 numbers, got 1');
  expect([Number.NaN]).not.toBeAllClose([Number.NaN]);
  expect([Number.POSITIVE_INFINITY]).toBeAllClose([Number.POSITIVE_INFINITY]);
  expect([1]).not.toBeAllClose([Number.POSITIVE_INFINITY]);
  expect([Number.NEGATIVE_INFINITY]).not.toBeAllClose([Number.POSITIVE_INFINITY]);
});
