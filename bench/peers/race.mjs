// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../dist/random.js';
import { median, quantile } from '../../dist/statistics/summary.js';

/**
 * One side of a race: how its process is opened, what it is asked for a turn (its answer is in milliseconds), and what warms it.
 * @typedef {object} Contender
 * @property {() => import('./conversation.mjs').Conversation} open
 * @property {object} turn
 * @property {object} [warm] default: a turn
 */

/** @typedef {{ value: number, low: number, high: number }} Ratio */
/** @typedef {{ ours: number, theirs: number, timeRatio: Ratio, turns: number, launches: number }} Outcome medians in ms, and ours / theirs */

/** Threads of either side spin for some milliseconds after their work: they are asleep before the other side begins. */
const settleMs = 30;

/**
 * Runs both sides turn by turn (A B B A), in fresh processes for every launch, whose order alternates too. The ratio is the median over pairs of
 * neighbouring turns, with a 95 % interval by resampling pairs.
 * @param {Contender} ours
 * @param {Contender} theirs
 * @param {object} [options]
 * @param {number} [options.launches]
 * @param {number} [options.pairs] pairs of turns a launch
 * @param {(ours: import('./conversation.mjs').Conversation, theirs: import('./conversation.mjs').Conversation) => Promise<unknown>} [options.agree]
 *   throws when the two do not do the same; called before any time is taken
 * @param {(ours: import('./conversation.mjs').Conversation, theirs: import('./conversation.mjs').Conversation) => Promise<unknown>} [options.after]
 * @returns {Promise<Outcome>}
 */
export async function race(ours, theirs, { launches = 3, pairs = 4, agree, after } = {}) {
  /** @type {{ ours: number, theirs: number }[]} */
  const taken = [];
  for (let launch = 0; launch < launches; launch++) {
    const sides = [
      { name: /** @type {const} */ ('ours'), contender: ours },
      { name: /** @type {const} */ ('theirs'), contender: theirs },
    ];
    // Who is opened first, and who begins, alternates.
    if (launch % 2 === 1) sides.reverse();
    const opened = sides.map((side) => ({ ...side, talk: side.contender.open() }));
    const talkOf = (/** @type {'ours' | 'theirs'} */ who) => {
      const found = opened.find(({ name }) => name === who);
      if (found === undefined) throw new Error(`nobody is called ${who}`);
      return found.talk;
    };
    try {
      await agree?.(talkOf('ours'), talkOf('theirs'));
      for (const { talk, contender } of opened) await talk.ask(contender.warm ?? contender.turn);
      for (let pair = 0; pair < pairs; pair++) {
        const turn = { ours: Number.NaN, theirs: Number.NaN };
        for (const { name, talk, contender } of pair % 2 === 0 ? opened : opened.toReversed()) {
          await pause(settleMs);
          turn[name] = await talk.ask(contender.turn);
        }
        taken.push(turn);
      }
      await after?.(talkOf('ours'), talkOf('theirs'));
    } finally {
      await Promise.all(opened.map(({ talk }) => talk.close()));
    }
  }
  const logs = taken.map((turn) => Math.log(turn.ours / turn.theirs));
  return {
    ours: middle(taken.map((turn) => turn.ours)),
    theirs: middle(taken.map((turn) => turn.theirs)),
    timeRatio: ratioOf(logs),
    turns: taken.length,
    launches,
  };
}

/** @param {readonly number[]} values */
const middle = (values) => median(values) ?? Number.NaN;

const resamples = 2000;

/** Median ratio with its 95 % interval: percentile bootstrap over pairs of turns (Efron 1979). @param {readonly number[]} logs @returns {Ratio} */
export function ratioOf(logs) {
  const random = createRandom(0);
  const medians = Array.from({ length: resamples }, () =>
    middle(Array.from(logs, () => logs[random.below(logs.length)] ?? Number.NaN)),
  );
  const at = (/** @type {number} */ share) => Math.exp(quantile(medians, share) ?? Number.NaN);
  return { value: Math.exp(middle(logs)), low: at(0.025), high: at(0.975) };
}
