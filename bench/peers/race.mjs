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

/**
 * A median of pairs of turns with its 95 % interval; where there are too few of them, `low` and `high` are the least and the greatest, `range` says of how many.
 * @typedef {{ value: number, low: number, high: number, range?: number }} Ratio
 */
/** @typedef {{ ours: number, theirs: number }} Turn a pair of neighbouring turns, in ms */
/** @typedef {{ ours: number, theirs: number, timeRatio: Ratio, launches: Turn[][] }} Outcome medians in ms, ours / theirs, and the turns of every launch */

/** Threads of either side spin for some milliseconds after their work: they are asleep before the other side begins. */
const settleMs = 30;

/**
 * Runs both sides turn by turn (A B B A), in fresh processes for every launch, whose order alternates too. The ratio is the median over pairs of
 * neighbouring turns.
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
  /** @type {Turn[][]} */
  const taken = [];
  for (let launch = 0; launch < launches; launch++) {
    const sides = [
      { name: /** @type {const} */ ('ours'), contender: ours },
      { name: /** @type {const} */ ('theirs'), contender: theirs },
    ];
    // Who is opened first, and who begins, alternates.
    if (launch % 2 === 1) sides.reverse();
    /** @type {Turn[]} */
    const turns = [];
    taken.push(turns);
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
        turns.push(turn);
      }
      await after?.(talkOf('ours'), talkOf('theirs'));
    } finally {
      await Promise.all(opened.map(({ talk }) => talk.close()));
    }
  }
  const all = taken.flat();
  const { value, low, high, ...rest } = middleOf(taken, (turn) => Math.log(turn.ours / turn.theirs));
  return {
    ours: middle(all.map((turn) => turn.ours)),
    theirs: middle(all.map((turn) => turn.theirs)),
    timeRatio: { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high), ...rest },
    launches: taken,
  };
}

/** @param {readonly number[]} values */
const middle = (values) => median(values) ?? Number.NaN;

const resamples = 2000;
/** With fewer pairs of turns a bootstrap of their median covers too little to be called an interval. */
const leastPairs = 6;

/**
 * Median of a figure of pairs of turns. What two processes have in common in a launch (where their memory lies, which core they got) its pairs share, so the 95 %
 * interval resamples launches, and the pairs within them (two-stage bootstrap, Davison & Hinkley 1997, section 3.8).
 * @param {readonly (readonly Turn[])[]} launches
 * @param {(turn: Turn) => number} of
 * @returns {Ratio}
 */
export function middleOf(launches, of) {
  const figures = launches.map((turns) => turns.map(of));
  const all = figures.flat();
  const value = middle(all);
  if (all.length < leastPairs || launches.length < 2) {
    return { value, low: Math.min(...all), high: Math.max(...all), range: all.length };
  }
  const random = createRandom(0);
  /** @template T @param {readonly T[]} from @returns {T} */
  const any = (from) => /** @type {T} */ (from[random.below(from.length)]);
  const medians = Array.from({ length: resamples }, () =>
    middle(
      figures.flatMap(() => {
        const launch = any(figures);
        return launch.map(() => any(launch));
      }),
    ),
  );
  const at = (/** @type {number} */ share) => quantile(medians, share) ?? Number.NaN;
  return { value, low: at(0.025), high: at(0.975) };
}
