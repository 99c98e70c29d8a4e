import type { Measured } from '../../decision/measured.ts';
import { fitScaling } from '../../statistics/scaling.ts';

/** The cost of the same work on two systems at one size: a batch, a number of candidates, a number of pairs. */
export interface CostPair {
  readonly size: number;
  readonly first: Measured;
  readonly other: Measured;
}

/** Where the other system becomes the faster one. */
export interface Overtaking {
  /** The smallest measured size from which it is faster at every larger measured one; left out where it never is. */
  readonly from?: number;
  /** The smallest and largest size measured on both. */
  readonly smallest: number;
  readonly largest: number;
  /** Where lines through both sets of costs cross beyond the largest size: an expectation, not a measurement. */
  readonly extrapolated?: number;
}

/** Faster beyond the doubt of both intervals, where there are intervals. */
const isFaster = ({ first, other }: CostPair): boolean => (other.high ?? other.value) < (first.low ?? first.value);

/** `undefined` without a size that both were measured at. */
export function overtaking(pairs: readonly CostPair[]): Overtaking | undefined {
  const sorted = [...pairs].sort((a, b) => a.size - b.size);
  const [smallest, largest] = [sorted[0]?.size, sorted.at(-1)?.size];
  if (smallest === undefined || largest === undefined) return undefined;
  let from: number | undefined;
  for (const pair of sorted.toReversed()) {
    if (!isFaster(pair)) break;
    from = pair.size;
  }
  if (from !== undefined) return { from, smallest, largest };
  const extrapolated = crossing(sorted);
  return { smallest, largest, ...(extrapolated !== undefined && extrapolated > largest ? { extrapolated } : {}) };
}

/** Sizes that a line needs at least before it is believed beyond them. */
const fewestSizes = 4;

/** The size at which lines through both costs cross, where the other's grows more slowly. */
function crossing(pairs: readonly CostPair[]): number | undefined {
  const positive = pairs.filter(({ first, other }) => first.value > 0 && other.value > 0);
  if (new Set(positive.map(({ size }) => size)).size < fewestSizes) return undefined;
  const line = (cost: (pair: CostPair) => Measured) =>
    fitScaling(positive.map((pair) => ({ size: pair.size, cost: cost(pair).value }))).coefficients;
  const [firstOffset, firstSlope] = line(({ first }) => first);
  const [otherOffset, otherSlope] = line(({ other }) => other);
  return otherSlope < firstSlope && otherSlope > 0 ? (otherOffset - firstOffset) / (firstSlope - otherSlope) : undefined;
}
