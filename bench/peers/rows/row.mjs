// @ts-check

/**
 * A row of the table: the ratio of ours to the peer is of speeds, which must be at least the goal, or of something that costs (microseconds are
 * a difference), which must be at most the goal.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} ours
 * @property {string} peer
 * @property {import('../race.mjs').Ratio} ratio
 * @property {'speed' | 'time' | 'memory' | 'microseconds'} of
 * @property {number | undefined} goal none where the row is for comparison only
 * @property {string} [goalText] default: the goal as a number of times
 * @property {readonly string[]} notes what the row rests on, and where it does not hold, what bounds it
 */

/** Whether the goal is met: undecided where the interval holds the goal; where there is none, in how many pairs of turns it was. @param {Row} row */
export function verdictOf({ ratio, of, goal }) {
  if (goal === undefined) return '';
  const [worst, best] = of === 'speed' ? [ratio.low, ratio.high] : [-ratio.high, -ratio.low];
  const wanted = of === 'speed' ? goal : -goal;
  const verdict = worst >= wanted ? 'yes' : best < wanted ? 'no' : 'undecided';
  return ratio.range === undefined || verdict === 'undecided' ? verdict : `${verdict}, all ${ratio.range}`;
}

/** @param {import('../race.mjs').Ratio} ratio @returns {import('../race.mjs').Ratio} */
export const inverse = ({ value, low, high, ...rest }) => ({ value: 1 / value, low: 1 / high, high: 1 / low, ...rest });

/** Three figures that matter. @param {number} value */
export const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {number} ms */
export function duration(ms) {
  if (ms >= 1000) return `${figure(ms / 1000)} s`;
  return ms >= 1 ? `${figure(ms)} ms` : `${figure(1000 * ms)} µs`;
}

/** @param {number} pairs @param {number} ms */
export const pairRate = (pairs, ms) => `${figure(pairs / ms)} k pairs/s`;
