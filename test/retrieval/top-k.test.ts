import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectTopK } from '../../src/retrieval/top-k.ts';

/** Best first, equal scores by row ascending; written as the definition reads. */
const sorted = (scores: readonly number[], k: number) =>
  scores
    .map((score, row) => ({ score, row }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, k);

// Few distinct values, so that ties are common.
const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true }), fc.constant(-Infinity));

test('streamed top-k in blocks of any size and order equals a full sort', () => {
  fc.assert(
    fc.property(
      fc.array(score, { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (values, k, block, backwards) => {
        const scores = Float32Array.from(values, (value) => value + 0);
        const collector = collectTopK(2, k);
        const starts = Array.from({ length: Math.ceil(scores.length / block) }, (_, i) => i * block);
        for (const first of backwards ? starts.reverse() : starts) {
          collector.offer(1, scores, first, 1, Math.min(block, scores.length - first), first);
        }
        const found = collector.finish();
        const expected = sorted([...scores], k);
        expect([...found.rows.subarray(k)]).toEqual(Array.from({ length: k }, (_, i) => expected[i]?.row ?? -1));
        expect([...found.scores.subarray(k)]).toEqual(Array.from({ length: k }, (_, i) => expected[i]?.score ?? -Infinity));
        expect([...found.rows.subarray(0, k)]).toEqual(Array(k).fill(-1));
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});

test('scores are read with a stride, as columns of a block', () => {
  const collector = collectTopK(2, 2);
  const block = Float32Array.of(1, 40, 2, 30, 3, 20);
  collector.offer(0, block, 0, 2, 3, 10);
  collector.offer(1, block, 1, 2, 3, 10);
  expect([...collector.finish().rows]).toEqual([12, 11, 10, 11]);
});

test('a constant scorer lists the first rows in order', () => {
  const collector = collectTopK(1, 3);
  collector.offer(0, new Float32Array(50), 0, 1, 50, 0);
  expect([...collector.finish().rows]).toEqual([0, 1, 2]);
});

test.each([1, 30])('a NaN score names its pair, whether or not the list is full (place %i)', (place) => {
  const scores = Float32Array.from({ length: 40 }, (_, i) => -i);
  scores[place] = NaN;
  const collector = collectTopK(4, 5);
  expect(() => collector.offer(3, scores, 0, 1, 40, 100)).toThrow(`query row 3 with candidate row ${100 + place}`);
});
