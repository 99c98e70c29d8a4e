import { expect, test } from 'vitest';
import { breakEven } from '../../src/decision/break-even.ts';

test('an index has paid for itself after build time over saving, rounded up to a whole query', () => {
  expect(breakEven(100, { value: 5 }, { value: 2 })).toEqual({ savingMs: { value: 3 }, queries: 34 });
  expect(breakEven(90, { value: 5 }, { value: 2 }).queries).toBe(30);
});

test('an index that is slower, or just as fast, never pays', () => {
  expect(breakEven(100, { value: 2 }, { value: 5 })).toEqual({ savingMs: { value: -3 }, queries: 'never' });
  expect(breakEven(100, { value: 2 }, { value: 2 }).queries).toBe('never');
});

test('an index that costs nothing to build has paid before the first query', () => {
  expect(breakEven(0, { value: 2 }, { value: 1 }).queries).toBe(0);
});

test('the interval takes both latencies at opposite ends, and may reach to never', () => {
  expect(breakEven(100, { value: 5, low: 4, high: 6 }, { value: 2, low: 1, high: 3 })).toEqual({
    savingMs: { value: 3, low: 1, high: 5 },
    queries: 34,
    low: 20,
    high: 100,
  });
  expect(breakEven(100, { value: 5, low: 4, high: 6 }, { value: 4.5, low: 4, high: 5 })).toMatchObject({
    queries: 200,
    low: 50,
    high: 'never',
  });
});
