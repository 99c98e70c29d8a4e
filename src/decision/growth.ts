import { fitScaling, predictCost, type ScalingFit } from '../statistics/scaling.ts';
import type { Measured } from './measured.ts';

/** A cost that was measured at one number of candidates. */
export interface SizedCost {
  readonly size: number;
  readonly cost: Measured;
}

/**
 * How a cost grows with the number of candidates M. `line`: a + d·M; `logarithm`: a + d·ln M, as of a graph that is searched greedily, its fit over ln M.
 * `one size`: known at one size alone, so only bounded elsewhere: a cost a + d·M lies between staying as it is and growing in proportion, but for what M does not
 * touch. The dearer of the two is taken. `fixed`: stages that were timed apart and do not depend on M, as encoding the query: part of a; 0 where nothing is said.
 */
export type Growth = { readonly fixed?: number } & (
  | { readonly form: 'line' | 'logarithm'; readonly fit: ScalingFit; readonly points: readonly SizedCost[] }
  | { readonly form: 'one size'; readonly at: SizedCost }
);

export interface GrownCost extends Measured {
  /** Outside the sizes that were measured: an expectation, or the dearer of two bounds; not a measurement. */
  readonly basis: 'measured' | 'extrapolated' | 'bound';
}

/** A logarithm is believed where it leaves at most half the relative error of a line, over so many sizes and so wide a range. */
const bend = { error: 0.5, sizes: 4, range: 30 } as const;

/**
 * Fits costs, one a size, of which `fixed` is the part that M does not touch; `undefined` without any. A cost that does not grow is taken as known at its largest size alone.
 * @param like the form that another statistic of the same latencies has: far from what was measured two forms contradict each other
 */
export function fitGrowth(points: readonly SizedCost[], fixed = 0, like?: Growth['form']): Growth | undefined {
  const found = formOf(points, like);
  return found === undefined || !(fixed > 0) ? found : { ...found, fixed };
}

function formOf(points: readonly SizedCost[], like?: Growth['form']): Growth | undefined {
  const known = points.filter(({ size, cost }) => size > 0 && cost.value > 0).toSorted((a, b) => a.size - b.size);
  const [smallest, largest] = [known[0], known.at(-1)];
  if (smallest === undefined || largest === undefined) return undefined;
  if (smallest.size === largest.size) return { form: 'one size', at: largest };
  const line = fitScaling(known.map(({ size, cost }) => ({ size, cost: cost.value })));
  const tells = known.length >= bend.sizes && largest.size / smallest.size >= bend.range;
  if (smallest.size > 1 && (like === 'logarithm' || (like !== 'line' && tells))) {
    const bent = fitScaling(known.map(({ size, cost }) => ({ size: Math.log(size), cost: cost.value })));
    const fits = (bent.relativeError ?? 1) <= bend.error * (line.relativeError ?? 0);
    if (isUsable(bent) && (like === 'logarithm' || fits)) return { form: 'logarithm', fit: bent, points: known };
  }
  return isUsable(line) ? { form: 'line', fit: line, points: known } : { form: 'one size', at: largest };
}

/** What was measured, by size. */
export const measuredCosts = (growth: Growth): readonly SizedCost[] => (growth.form === 'one size' ? [growth.at] : growth.points);

/** Growing, and above 0 from its smallest size on. */
const isUsable = (fit: ScalingFit): boolean => fit.coefficients[1] > 0 && predictCost(fit, fit.smallest).cost > 0;

/** The cost at M candidates, with the interval of a new measurement there where it is known. It never falls as M grows. */
export function costAt(growth: Growth, candidates: number): GrownCost {
  if (growth.form === 'one size') return boundedBy(growth.at, candidates, growth.fixed);
  const { fit } = growth;
  const { cost, interval, extrapolated } = predictCost(fit, scaleOf(growth, candidates));
  // Below what was measured a line may pass 0; nothing is cheaper there than in proportion to the smallest.
  const { smallest } = measuredSizes(growth);
  const least = candidates < smallest ? stretched(predictCost(fit, fit.smallest).cost, candidates / smallest, growth.fixed) : 0;
  const value = Math.max(cost, least);
  const basis = extrapolated ? 'extrapolated' : 'measured';
  if (interval === undefined) return { value, basis };
  return { value, low: Math.min(value, interval.low), high: Math.max(value, interval.high), basis };
}

const scaleOf = ({ form }: Growth, candidates: number): number => (form === 'logarithm' ? Math.log(candidates) : candidates);

function boundedBy({ size, cost }: SizedCost, candidates: number, fixed?: number): GrownCost {
  const { value, low = value, high = value } = cost;
  const factor = candidates / size;
  if (factor === 1) return { ...cost, basis: 'measured' };
  const grown = (of: number): number => stretched(of, factor, fixed);
  return factor > 1
    ? { value: grown(value), low, high: grown(high), basis: 'bound' }
    : { value, low: grown(low), high, basis: 'bound' };
}

/** A cost after all of it but the fixed part has grown by a factor. What was timed apart may come out above the whole: then all of it is fixed. */
export const stretched = (cost: number, factor: number, fixed = 0): number => {
  const still = Math.min(fixed, cost);
  return still + (cost - still) * factor;
};

/** Numbers of candidates between which a cost was measured. */
export function measuredSizes(growth: Growth): { readonly smallest: number; readonly largest: number } {
  if (growth.form === 'one size') return { smallest: growth.at.size, largest: growth.at.size };
  const { smallest, largest } = growth.fit;
  if (growth.form === 'line') return { smallest, largest };
  return { smallest: Math.round(Math.exp(smallest)), largest: Math.round(Math.exp(largest)) };
}
