import type { LoadCurve, Strategy } from './cost-model.ts';
import { costAt } from './growth.ts';
import type { Measured } from './measured.ts';

/** Times of one query that a rate follows from, in milliseconds. */
export interface ServiceTimes {
  readonly meanMs: number;
  /** Needed where there is an objective. */
  readonly p99Ms?: number;
}

/**
 * Queries a second that one process answers with 99 of 100 within the objective; without an objective, without a backlog that grows. 0: not even one at a
 * time. `undefined` where what it takes was not measured.
 *
 * Where load was measured at M₀, its curve is stretched: a query that takes f times as long meets f times the objective at 1/f of the rate. Where it was not,
 * times are taken to grow by 1 / (1 − ρ) with the share ρ of the time that a server is busy, as with exponential times (M/M/1: Kleinrock, Queueing Systems,
 * vol. 1, §3.2): ρ = 1 − p99 / objective.
 */
export function serviceRate(
  strategy: Strategy,
  candidates: number,
  times: ServiceTimes,
  objectiveMs: number | undefined,
): Measured | undefined {
  const curve = nearestCurve(strategy.loads, candidates);
  if (curve !== undefined) return stretched(strategy, curve, times, objectiveMs);
  if (objectiveMs === undefined) return { value: 1000 / times.meanMs };
  if (times.p99Ms === undefined) return undefined;
  return { value: (Math.max(0, 1 - times.p99Ms / objectiveMs) * 1000) / times.meanMs };
}

function stretched(
  { latencyMs }: Strategy,
  { candidates, rates }: LoadCurve,
  { meanMs }: ServiceTimes,
  objectiveMs: number | undefined,
): Measured | undefined {
  if (latencyMs === undefined) return undefined;
  const factor = meanMs / costAt(latencyMs, candidates).value;
  const meets = ({ p99Ms, sustained }: LoadCurve['rates'][number]): boolean =>
    sustained && (objectiveMs === undefined || (p99Ms ?? Number.POSITIVE_INFINITY) * factor <= objectiveMs);
  const met = rates.filter(meets).map(({ ratePerSecond }) => ratePerSecond);
  const highest = Math.max(0, ...met);
  // The next rate that was tried and failed bounds what lies between.
  const failed = rates.filter((rate) => !meets(rate) && rate.ratePerSecond > highest).map(({ ratePerSecond }) => ratePerSecond);
  const value = highest / factor;
  return { value, low: value, high: failed.length === 0 ? value : Math.min(...failed) / factor };
}

export const nearestCurve = (loads: readonly LoadCurve[], candidates: number): LoadCurve | undefined =>
  loads.toSorted((a, b) => Math.abs(Math.log(a.candidates / candidates)) - Math.abs(Math.log(b.candidates / candidates)))[0];
