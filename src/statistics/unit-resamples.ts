import { createRandom } from '../random.ts';

export interface ResamplingOptions {
  readonly seed: number;
  readonly resamples?: number;
}

const plans = new Map<string, Uint16Array[]>();
/** More than a report goes through in turn: one a seed, whose folds have families of their own, and one over all. */
const plansKept = 16;

/**
 * How often each unit occurs in each resample: `resamples` arrays [units], each summing to `units`.
 *
 * A function of its arguments alone. The last few plans are kept, because a report asks for the same one for every model and metric;
 * it also means that all of them are resampled alike.
 */
export function unitResamples(units: number, seed: number, resamples: number): readonly Uint16Array[] {
  const key = `${units} ${seed} ${resamples}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const random = createRandom(seed);
  const plan = Array.from({ length: resamples }, () => {
    const times = new Uint16Array(units);
    for (let draw = 0; draw < units; draw++) times[random.below(units)]!++;
    return times;
  });
  if (plans.size === plansKept) plans.delete(plans.keys().next().value!);
  plans.set(key, plan);
  return plan;
}
