import { createRandom } from '../random.ts';

export interface ResamplingOptions {
  readonly seed: number;
  readonly resamples?: number;
}

/** How often each unit occurs in each resample, unit by unit [units × count]: what belongs to one unit lies together, because sums go through units in turn. */
export interface Resamples {
  readonly units: number;
  readonly count: number;
  readonly times: Uint8Array;
}

const plans = new Map<string, Resamples>();
/** More than a report goes through in turn: one a seed, whose folds have families of their own, and one over all. */
const plansKept = 16;

/**
 * `count` draws of as many units as there are, with replacement.
 *
 * A function of its arguments alone. The last few plans are kept, because a report asks for the same one for every model and metric;
 * it also means that all of them are resampled alike.
 */
export function unitResamples(units: number, seed: number, count: number): Resamples {
  const key = `${units} ${seed} ${count}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const random = createRandom(seed);
  const times = new Uint8Array(units * count);
  for (let resample = 0; resample < count; resample++) {
    for (let draw = 0; draw < units; draw++) {
      const place = random.below(units) * count + resample;
      // One unit 256 times among its like does not happen; if it did, sums would be wrong in silence.
      if (++times[place]! === 0) throw new Error('internal: a unit was drawn too often to count');
    }
  }
  const plan = { units, count, times };
  if (plans.size === plansKept) plans.delete(plans.keys().next().value!);
  plans.set(key, plan);
  return plan;
}

/** Every unit once: what was observed. */
export const observed = (units: number): Resamples => ({ units, count: 1, times: new Uint8Array(units).fill(1) });

/** How often each unit occurs in one resample [units]. */
export const timesIn = ({ units, count, times }: Resamples, resample: number): Uint8Array =>
  Uint8Array.from({ length: units }, (_, unit) => times[unit * count + resample]!);

/** The draws of one unit in every resample [count]. */
export const drawsOf = ({ count, times }: Resamples, unit: number): Uint8Array =>
  times.subarray(unit * count, (unit + 1) * count);

/** Σ over units of times × value in every resample, for one value a unit. */
export function resampledSums(values: Float64Array, resamples: Resamples): Float64Array {
  // What counts 0 changes no sum, whatever the resample: most differences of a figure that is 0 or 1.
  const counted = Uint32Array.from(values.keys()).filter((unit) => values[unit] !== 0);
  const totals = new Float64Array(resamples.count);
  let first = 0;
  // Eight units a pass over the totals, written out: this is where a report spends its time. It keeps the order of every sum.
  for (; first + 8 <= counted.length; first += 8) {
    const at = (i: number): number => counted[first + i]!;
    const [a, b, c, d] = [
      drawsOf(resamples, at(0)),
      drawsOf(resamples, at(1)),
      drawsOf(resamples, at(2)),
      drawsOf(resamples, at(3)),
    ];
    const [e, f, g, h] = [
      drawsOf(resamples, at(4)),
      drawsOf(resamples, at(5)),
      drawsOf(resamples, at(6)),
      drawsOf(resamples, at(7)),
    ];
    const [ofA, ofB, ofC, ofD] = [values[at(0)]!, values[at(1)]!, values[at(2)]!, values[at(3)]!];
    const [ofE, ofF, ofG, ofH] = [values[at(4)]!, values[at(5)]!, values[at(6)]!, values[at(7)]!];
    for (let i = 0; i < totals.length; i++) {
      const half = totals[i]! + a[i]! * ofA + b[i]! * ofB + c[i]! * ofC + d[i]! * ofD;
      totals[i] = half + e[i]! * ofE + f[i]! * ofF + g[i]! * ofG + h[i]! * ofH;
    }
  }
  for (; first < counted.length; first++) {
    const value = values[counted[first]!]!;
    const draws = drawsOf(resamples, counted[first]!);
    for (let i = 0; i < totals.length; i++) totals[i]! += draws[i]! * value;
  }
  return totals;
}
