import { expect, test } from 'vitest';
import { counted } from '../src/counted.ts';
import { formatCounted, formatRate } from '../src/decision/quantities.ts';

test('one is one, and none and many are many, with the plural and the figure that are given', () => {
  expect([0, 1, 2].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
  expect([1, 3].map((count) => counted(count, 'query has', 'queries have'))).toEqual(['1 query has', '3 queries have']);
  expect([1, 12_345].map((count) => formatCounted(count, 'candidate'))).toEqual(['1 candidate', '12,345 candidates']);
  expect([1, 2.5].map(formatRate)).toEqual(['1 query/s', '2.5 queries/s']);
});
