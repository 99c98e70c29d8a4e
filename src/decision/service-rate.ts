import type { LoadCurve, Strategy } from './cost-model.ts';
import type { Measured } from './measured.ts';

/** Times of one query that a rate follows from, in milliseconds. */
export interface ServiceTimes {
  readonly meanMs: number;
  /** Needed where there is an objective. */
  readonly p99Ms?: number;
}

/**
 * Queries a second that one process answers with 99 of 100 within the objective; without an objective, without a backlog that grows. 0: not even one at a
 * time, where its p99 is above the objective with nothing else going on, whatever the load said. `undefined` where what it takes was not measured.
 *
 * Where load was measured at M₀, its curve is stretched: a query that takes f times as long meets f times the objective at 1/f of the rate. Where it was not,
 * times are taken to grow by 1 / (1 − ρ) with the share ρ of the time that a server is busy, as with exponential times (M/M/1: Kleinrock, Queueing Systems,
 * vol. 1, §3.2): ρ = 1 − p99 / objective.
 */
export function serviceRate(
  { loads }: Strategy,
  candidates: number,
  times: ServiceTimes,
  objectiveMs: number | undefined,
): Measured | undefined {
  if (objectiveMs !== undefined && times.p99Ms !== undefined && times.p99Ms > objectiveMs) return { value: 0 };
  const curve = nearestCurve(loads, candidates);
  const queued = queuedRate(times, objectiveMs);
  if (curve === undefined) return queued === undefined ? undefined : { value: queued };
  const { met, failed } = stretched(curve, times, objectiveMs);
  // Every rate that was tried is too high: what lies below them is not known any better than without them.
  const value = met ?? Math.min(queued ?? 0, failed ?? Number.POSITIVE_INFINITY);
  return { value, low: met ?? 0, high: Math.max(value, failed ?? value) };
}

function queuedRate({ meanMs, p99Ms }: ServiceTimes, objectiveMs: number | undefined): number | undefined {
  if (objectiveMs === undefined) return 1000 / meanMs;
  return p99Ms === undefined ? undefined : ((1 - p99Ms / objectiveMs) * 1000) / meanMs;
}

/** The highest rate that was tried and met the objective, and the lowest beyond it that did not; left out without one. */
function stretched({ serviceMs, rates }: LoadCurve, { meanMs }: ServiceTimes, objectiveMs: number | undefined) {
  const factor = meanMs / serviceMs;
  const meets = ({ p99Ms, sustained }: LoadCurve['rates'][number]): boolean =>
    sustained && (objectiveMs === undefined || (p99Ms ?? Number.POSITIVE_INFINITY) * factor <= objectiveMs);
  const highest = Math.max(0, ...rates.filter(meets).map(({ ratePerSecond }) => ratePerSecond));
  const beyond = rates.filter((rate) => !meets(rate) && rate.ratePerSecond > highest).map(({ ratePerSecond }) => ratePerSecond);
  return {
    met: highest === 0 ? undefined : highest / factor,
    failed: beyond.length === 0 ? undefined : Math.min(...beyond) / factor,
  };
}

const nearestCurve = (loads: readonly LoadCurve[], candidates: number): LoadCurve | undefined =>
  loads.toSorted((a, b) => Math.abs(Math.log(a.candidates / candidates)) - Math.abs(Math.log(b.candidates / candidates)))[0];
