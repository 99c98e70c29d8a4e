import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kthLargest } from '../../src/metrics/kth-largest.ts';

const few = fc.constantFrom(-1, 0, 0.5, 2);
const values = fc.oneof(fc.array(few, { minLength: 1 }), fc.array(fc.float({ noNaN: true }), { minLength: 1 }));

test('the k-th largest is what stands there when everything is sorted, ties and infinities among them', () => {
  fc.assert(
    fc.property(values, fc.nat(), (list, draw) => {
      const k = 1 + (draw % list.length);
      const sorted = Float32Array.from(list).sort().reverse();
      // −0 and 0 are one score.
      expect(kthLargest(Float32Array.from(list), k) + 0).toBe(sorted[k - 1]! + 0);
    }),
    { seed: 11, numRuns: 500 },
  );
});
