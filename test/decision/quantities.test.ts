import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDigits,
  formatMs,
  formatPercent,
  formatPoints,
  formatSeconds,
} from '../../src/decision/quantities.ts';

test('counts are whole up to a million and named from there on', () => {
  expect([0, 7, 999, 1000, 54_321, 999_999].map(formatCount)).toEqual(['0', '7', '999', '1,000', '54,321', '999,999']);
  expect([1e6, 4_194_304, 1.8e9, 1e12].map(formatCount)).toEqual(['1 million', '4.19 million', '1.8 billion', '1 trillion']);
  expect(formatCount(Number.NaN)).toBe('n/a');
});

test('digits are three significant ones, never in powers of ten', () => {
  expect([0, 1.2345, 12.345, 123.45, 12_345, 0.012345, 1.5e-7, 999.6].map(formatDigits)).toEqual([
    '0',
    '1.23',
    '12.3',
    '123',
    '12,300',
    '0.0123',
    '0.00000015',
    '1,000',
  ]);
});

test('below 0 there is a minus', () => {
  expect([formatDigits(-0.5), formatSeconds(-0.0035), formatCount(-2e6)]).toEqual(['−0.5', '−3.5 ms', '−2 million']);
});

test('times are in the unit a person would use', () => {
  expect([3.5e-4, 0.0123, 1, 60, 150, 3600, 90_000, 200_000, 4e7].map(formatSeconds)).toEqual([
    '350 µs',
    '12.3 ms',
    '1 s',
    '1 min',
    '2.5 min',
    '1 h',
    '25 h',
    '2.31 days',
    '1.27 years',
  ]);
  expect(formatMs(1500)).toBe('1.5 s');
});

test('bytes are in powers of 1,024', () => {
  expect([0, 16, 1536, 2 ** 20, 3 * 2 ** 30].map(formatBytes)).toEqual(['0 B', '16 B', '1.5 KiB', '1 MiB', '3 GiB']);
});

test('points carry a sign, except where they round to nothing', () => {
  expect([0.0123, -0.0123, 0.0004, -0.0004, 0].map((value) => formatPoints({ value }))).toEqual([
    '+1.2',
    '−1.2',
    '0.0',
    '0.0',
    '0.0',
  ]);
  expect(formatPoints({ value: 0.01, low: -0.002, high: 0.022 })).toBe('+1.0 [−0.2, 2.2]');
  expect(formatPercent(0.2567)).toBe('25.7');
});
