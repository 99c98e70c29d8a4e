import { createRandom } from '../../random.ts';

/**
 * Times at which queries are due, in ms from the start, ascending: a Poisson process, whose gaps are exponential with mean 1 / rate. Made before anything is
 * served, so that no answer can delay a question.
 */
export function poissonArrivals(count: number, ratePerSecond: number, seed: number): Float64Array {
  if (!(ratePerSecond > 0)) throw new Error(`internal: a rate must be above 0, got ${ratePerSecond}`);
  const random = createRandom(seed);
  const due = new Float64Array(count);
  let now = 0;
  for (let i = 0; i < count; i++) {
    now -= (1_000 / ratePerSecond) * Math.log1p(-random.uniform());
    due[i] = now;
  }
  return due;
}
