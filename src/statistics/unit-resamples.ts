import { UserError } from '../errors.ts';
import { createRandom } from '../random.ts';

export interface ResamplingOptions {
  readonly seed: number;
  readonly resamples?: number;
}

/** How often each unit occurs in each resample, unit by unit [units × stride]: what belongs to one unit lies together, because sums go through units in turn. */
export interface Resamples {
  readonly units: number;
  readonly count: number;
  /** `count`, and zeros up to a whole number of 32-bit words. */
  readonly stride: number;
  readonly times: Uint8Array;
  /** The same bytes, four at once. */
  readonly words: Uint32Array;
  /** The most often that any unit occurs in any resample. */
  readonly most: number;
}

const strideOf = (count: number): number => 4 * Math.ceil(count / 4);
/** What one array has room for on the oldest Node that is supported. */
const mostBytes = 2 ** 32 - 1;

const plans = new Map<string, Resamples>();
/** More than a report goes through in turn: one a seed, whose folds have families of their own, and one over all, each of all queries and of those with a near miss. */
const plansKept = 32;

/**
 * `count` draws of as many units as there are, with replacement.
 *
 * A function of its arguments alone. The last few plans are kept, because a report asks for the same one for every model and metric;
 * it also means that all of them are resampled alike. Throws a `UserError` of kind `input` for more units than can be counted, before anything is allocated.
 */
export function unitResamples(units: number, seed: number, count: number): Resamples {
  const key = `${units} ${seed} ${count}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const stride = strideOf(count);
  if (units * stride > mostBytes) throw tooMany(units, count);
  const random = createRandom(seed);
  const times = new Uint8Array(units * stride);
  let most = 0;
  for (let resample = 0; resample < count; resample++) {
    for (let draw = 0; draw < units; draw++) {
      const place = random.below(units) * stride + resample;
      // One unit 256 times among its like does not happen; if it did, sums would be wrong in silence.
      const drawn = ++times[place]!;
      if (drawn > 255) throw new Error('internal: a unit was drawn too often to count');
      if (drawn > most) most = drawn;
    }
  }
  const plan = { units, count, stride, times, words: new Uint32Array(times.buffer), most };
  return keep(plans, key, plan);
}

function tooMany(units: number, count: number): UserError {
  const most = Math.floor(mostBytes / strideOf(count));
  const gibibytes = ((units * strideOf(count)) / 2 ** 30).toFixed(1);
  return new UserError(
    'input',
    `${units} units are too many to resample: how often each is drawn in ${count} resamples takes ${gibibytes} GiB, and ${most} units are the most.`,
    { remedy: 'Give queries that belong together one unit (eval --units, or the units of the data set), or take fewer queries.' },
  );
}

function keep<Key>(kept: Map<Key, Resamples>, key: Key, plan: Resamples): Resamples {
  if (kept.size === plansKept) kept.delete(kept.keys().next().value!);
  kept.set(key, plan);
  return plan;
}

const observations = new Map<number, Resamples>();

/** Every unit once: what was observed. Kept like the plans, for the same reason. */
export function observed(units: number): Resamples {
  const known = observations.get(units);
  if (known !== undefined) return known;
  const stride = strideOf(1);
  const times = new Uint8Array(units * stride);
  for (let place = 0; place < times.length; place += stride) times[place] = 1;
  const once = { units, count: 1, stride, times, words: new Uint32Array(times.buffer), most: 1 };
  return keep(observations, units, once);
}
