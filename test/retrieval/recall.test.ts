import { expect, test } from 'vitest';
import { embeddingScore, recallAtK } from '../../src/retrieval/recall.ts';
import type { TopK } from '../../src/types.ts';

const list = (k: number, ...rows: number[]): TopK => ({ k, rows: Int32Array.from(rows), scores: new Float32Array(rows.length) });

/** One query; candidates of these scores. */
const scoring =
  (...scores: number[]) =>
  (_query: number, row: number) =>
    scores[row]!;

test('a candidate that ties the k-th best counts, whichever of the equals was found', () => {
  const score = scoring(5, 4, 4, 1);
  expect([...recallAtK(list(2, 0, 2), list(2, 0, 1), 2, score)]).toEqual([1]);
  expect([...recallAtK(list(2, 0, 3), list(2, 0, 1), 2, score)]).toEqual([0.5]);
});

test('ten copies of the nearest neighbour are one hit', () => {
  expect([...recallAtK(list(4, 0, 0, 0, 0), list(4, 0, 1, 2, 3), 4, scoring(9, 8, 7, 6))]).toEqual([0.25]);
});

test('scores within a millionth of the k-th best count, others do not', () => {
  const score = scoring(1, 1 - 5e-7, 1 - 5e-6);
  expect([...recallAtK(list(1, 1), list(1, 0), 1, score)]).toEqual([1]);
  expect([...recallAtK(list(1, 2), list(1, 0), 1, score)]).toEqual([0]);
});

test('rows that were not found are misses, and fewer candidates than k lower the denominator', () => {
  expect([...recallAtK(list(3, 1, -1, -1), list(3, 1, 0, 2), 3, scoring(2, 3, 1))]).toEqual([Math.fround(1 / 3)]);
  expect([...recallAtK(list(3, 1, 0, -1), list(3, 1, 0, -1), 3, scoring(2, 3))]).toEqual([1]);
});

test('lists deeper than k are read to depth k, query by query', () => {
  const exact = list(2, 0, 1, 2, 1);
  const returned = list(3, 2, 1, 0, 2, 0, 1);
  const score = (query: number, row: number) =>
    [
      [3, 2, 1],
      [1, 2, 3],
    ][query]![row]!;
  expect([...recallAtK(returned, exact, 2, score)]).toEqual([0.5, 0.5]);
});

test('embedding scores are the inner product, and minus the squared distance', () => {
  const queries = { rows: 1, columns: 2, data: Float32Array.of(1, 2) };
  const candidates = { rows: 2, columns: 2, data: Float32Array.of(9, 9, 3, -1) };
  expect(embeddingScore(queries, candidates, 'innerProduct')(0, 1)).toBe(1);
  expect(embeddingScore(queries, candidates, 'l2')(0, 1)).toBe(-13);
});
