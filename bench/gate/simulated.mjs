// @ts-check
import { undisturbedShare } from '../../dist/gate/alternate.js';
import { judge, pairEvidence } from '../../dist/gate/judge.js';
import { pairOrder } from '../../dist/gate/pairs.js';
import { createRandom, deriveSeed } from '../../dist/random.js';
import { limitTest } from '../../dist/statistics/paired-ratio.js';
import { quantile } from '../../dist/statistics/summary.js';

/** @typedef {import('../../dist/random.js').Random} Random */

/** What one process tells, in logarithms. @type {Record<string, (random: Random) => number>} */
const processes = {
  'log-normal': (random) => 0.02 * random.normal(),
  bimodal: (random) => (random.uniform() < 0.3 ? 0.05 : 0) + 0.005 * random.normal(),
  'autocorrelated within a process': (random) => {
    let state = random.normal();
    const calls = Array.from({ length: 200 }, () => {
      state = 0.95 * state + Math.sqrt(1 - 0.95 ** 2) * random.normal();
      return 0.02 * state;
    });
    return quantile(calls, undisturbedShare) ?? 0;
  },
};

/**
 * How often the 95 % interval over pairs covers the true harm.
 * @param {{ pairs: number, trials: number, seed: number }} options
 */
export function coverage({ pairs, trials, seed }) {
  const truth = Math.log1p(0.03);
  return Object.entries(processes).map(([name, draw]) => {
    const random = createRandom(deriveSeed(seed, name));
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      // A limit out of reach: only the interval is asked for.
      const { interval } = limitTest(
        Array.from({ length: pairs }, () => truth + draw(random) - draw(random)),
        9,
        0,
      );
      if (interval.low <= truth && truth <= interval.high) covered++;
    }
    return { name, trials, covered };
  });
}

/** Logarithms by the place in the order of all processes, 0 to 1: of both sides, and of the head alone. @type {Record<string, { both: (at: number) => number, head: (at: number) => number }>} */
const drifts = {
  'a machine that becomes 30 % slower, equal sides': { both: (at) => 0.3 * at, head: () => 0 },
  'a machine that is 30 % slower from the middle on, equal sides': { both: (at) => (at < 0.5 ? 0 : 0.3), head: () => 0 },
  'a head that becomes 5 % slower meanwhile': { both: () => 0, head: (at) => 0.05 * at },
  'a head that becomes 20 % slower meanwhile': { both: () => 0, head: (at) => 0.2 * at },
};

/** @param {{ pairs: number, gates: number, seed: number }} options */
export function drift({ pairs, gates, seed }) {
  return Object.entries(drifts).map(([name, { both, head }]) => {
    const random = createRandom(deriveSeed(seed, name));
    const found = { name, gates, pass: 0, fail: 0, inconclusive: 0 };
    for (let gate = 0; gate < gates; gate++) {
      /** @param {number} slot @param {boolean} isHead */
      const level = (slot, isHead) => {
        const at = slot / (2 * pairs);
        return Math.exp(both(at) + (isHead ? head(at) : 0) + 0.01 * random.normal());
      };
      const values = pairOrder(pairs, random.uint32()).map((first, i) =>
        first === 'base'
          ? { base: level(2 * i, false), head: level(2 * i + 1, true) }
          : { base: level(2 * i + 1, false), head: level(2 * i, true) },
      );
      const [base, other] = [values.map((pair) => pair.base), values.map((pair) => pair.head)];
      const [judged] = judge([
        pairEvidence('latency ratio a / b', { level: 'error', tolerance: 2 }, base, other, random.uint32()),
      ]);
      if (judged !== undefined) found[judged.verdict]++;
    }
    return found;
  });
}
