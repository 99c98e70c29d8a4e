import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestPairs, reranked } from '../../../src/suite/cells/reranked.ts';

const finite = fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) });
const worlds = fc
  .record({ rows: fc.integer({ min: 2, max: 6 }), columns: fc.integer({ min: 2, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      first: fc
        .array(fc.oneof(finite, fc.constant(Number.NEGATIVE_INFINITY)), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ rows, columns, data: Float32Array.from(values) })),
      scores: fc.array(finite, { minLength: rows * columns, maxLength: rows * columns }),
    }),
  );

it('what a cascade did not score again stays below what it did, pair by pair in the order it had', () => {
  fc.assert(
    fc.property(worlds, ({ first, scores }) => {
      const pairs = bestPairs(first, 1, 'left-right');
      fc.pre(pairs.length > 0);
      const { data } = reranked(first, pairs, Float32Array.from(scores.slice(0, pairs.length)));
      const again = new Set(pairs);
      for (const [i, before] of first.data.entries()) {
        if (before === Number.NEGATIVE_INFINITY) expect(data[i]).toBe(before);
        if (again.has(i)) expect(data[i]).toBe(Math.fround(scores[pairs.indexOf(i)]!));
        for (const [j, other] of first.data.entries()) {
          const isLeft = (at: number): boolean => !again.has(at) && first.data[at] !== Number.NEGATIVE_INFINITY;
          if (isLeft(i) && again.has(j)) expect(data[i]).toBeLessThan(data[j]!);
          if (isLeft(i) && isLeft(j)) expect(data[i]! < data[j]!).toBe(before < other);
        }
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

it('scores a rounding apart stay apart below scores of another size', () => {
  const close = [1 - 2 ** -24, 1];
  const first = { rows: 1, columns: 3, data: Float32Array.of(...close, 2) };
  const { data } = reranked(first, Uint32Array.of(2), Float32Array.of(-1000));
  expect(data[0]).toBeLessThan(data[1]!);
  expect(data[1]).toBeLessThan(-1000);
});
