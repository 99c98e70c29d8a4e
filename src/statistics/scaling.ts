import type { Interval } from './interval.ts';
import { tQuantile } from './t-interval.ts';

/** Cost at one size: one point a size (its median), since repetitions at a size share what the form gets wrong there. */
export interface CostPoint {
  readonly size: number;
  readonly cost: number;
}

/** The line cost = offset + slope × size. Plain data: can be stored, and predicted from elsewhere. */
export interface ScalingFit {
  /** Offset and slope. */
  readonly coefficients: readonly [number, number];
  /** 95 % each; `undefined` with two sizes, through which every line passes. */
  readonly intervals: readonly [Interval, Interval] | undefined;
  /** Root mean square of the relative errors left over, on n − 2 degrees of freedom. */
  readonly relativeError: number | undefined;
  readonly points: number;
  readonly smallest: number;
  /** Beyond it a prediction is an extrapolation. */
  readonly largest: number;
  /** Weighted mean of sizes, Σ w (size − mean)² and Σ w: what the interval of a prediction depends on. */
  readonly moments: { readonly mean: number; readonly spread: number; readonly weight: number };
}

export interface Prediction {
  readonly cost: number;
  /** Of a new measurement at that size, 95 %, never below 0; `undefined` with two sizes. */
  readonly interval: Interval | undefined;
  /** Larger or smaller than anything measured: draw it dashed and say so. */
  readonly extrapolated: boolean;
}

const level = 0.95;

/**
 * Least squares in relative error, so that small sizes count as much as large ones: each point weighs 1 / cost². Intervals by Student's t
 * (Draper and Smith, Applied Regression Analysis, §1.4 and §9.2). Needs two different sizes and positive numbers.
 */
export function fitScaling(points: readonly CostPoint[]): ScalingFit {
  if (points.some(({ size, cost }) => !(size > 0 && cost > 0)))
    throw new Error('internal: sizes and costs to fit must be above 0');
  const sizes = points.map(({ size }) => size);
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  if (!(smallest < largest)) throw new Error('internal: a fit needs at least two sizes');

  const line = points.map(({ size, cost }) => ({ x: size, y: cost, w: 1 / cost ** 2 }));
  const weight = line.reduce((sum, { w }) => sum + w, 0);
  const meanX = line.reduce((sum, { x, w }) => sum + w * x, 0) / weight;
  const meanY = line.reduce((sum, { y, w }) => sum + w * y, 0) / weight;
  const spread = line.reduce((sum, { x, w }) => sum + w * (x - meanX) ** 2, 0);
  const slope = line.reduce((sum, { x, y, w }) => sum + w * (x - meanX) * (y - meanY), 0) / spread;
  const offset = meanY - slope * meanX;
  const squares = line.reduce((sum, { x, y, w }) => sum + w * (y - offset - slope * x) ** 2, 0);

  const degrees = points.length - 2;
  const relativeError = degrees > 0 ? Math.sqrt(squares / degrees) : undefined;
  const around = (value: number, error: number): Interval => {
    const half = tQuantile((1 + level) / 2, degrees) * error;
    return { low: value - half, high: value + half, level };
  };
  let intervals: ScalingFit['intervals'];
  if (relativeError !== undefined) {
    const offsetInterval = around(offset, relativeError * Math.sqrt(1 / weight + meanX ** 2 / spread));
    intervals = [offsetInterval, around(slope, relativeError / Math.sqrt(spread))];
  }
  return {
    coefficients: [offset, slope],
    intervals,
    relativeError,
    points: points.length,
    smallest,
    largest,
    moments: { mean: meanX, spread, weight },
  };
}

/** The cost that a fit expects at a size, with the interval of a new measurement there. */
export function predictCost(fit: ScalingFit, size: number): Prediction {
  const [offset, slope] = fit.coefficients;
  const cost = offset + slope * size;
  const extrapolated = size > fit.largest || size < fit.smallest;
  if (fit.relativeError === undefined) return { cost, interval: undefined, extrapolated };
  const { mean, spread, weight } = fit.moments;
  // A new measurement scatters in proportion to the cost itself, as the weights assume.
  const half =
    tQuantile((1 + level) / 2, fit.points - 2) *
    fit.relativeError *
    Math.sqrt(cost ** 2 + 1 / weight + (size - mean) ** 2 / spread);
  return { cost, interval: { low: Math.min(cost, Math.max(0, cost - half)), high: cost + half, level }, extrapolated };
}
