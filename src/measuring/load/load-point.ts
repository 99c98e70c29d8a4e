import { percentile } from '../../statistics/percentile.ts';
import { quantile } from '../../statistics/summary.ts';
import { queueBehaviour } from './backlog.ts';
import type { OpenLoopTrace } from './open-loop.ts';

/** What a system did at one rate of arrivals. */
export interface LoadPoint {
  /** Offered, not served. */
  readonly ratePerSecond: number;
  readonly served: number;
  /** From the moment a query was due to its answer; left out with too few queries. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The same p99 by Lindley's recursion over the measured service times: what is left between the two is waking up, and a late generator. */
  readonly queueP99Ms?: number;
  readonly serviceMeanMs: number;
  readonly issueDelayP99Ms: number;
  /** Share of the schedule that the system was busy, 1 and more where it cannot keep up. */
  readonly utilisation: number;
  readonly backlogGrows: boolean;
  /** From the last moment that a query was due to the last answer. */
  readonly drainMs: number;
  /** Whether queries were issued as scheduled. */
  readonly valid: boolean;
}

export interface LoadJudgement {
  readonly ratePerSecond: number;
  readonly objectiveMs: number;
}

/** A generator that is later than this share of the objective at its p99 does not offer the load it says. */
const toleratedLag = 0.1;

/** Judges one run: percentiles by `percentile`'s rule of enough samples. */
export function judgeLoad(trace: OpenLoopTrace, issueDelaysMs: Float64Array, judgement: LoadJudgement): LoadPoint {
  const { dueMs, startedMs, answeredMs } = trace;
  const latencies = answeredMs.map((ms, i) => ms - dueMs[i]!);
  const services = answeredMs.map((ms, i) => ms - startedMs[i]!);
  const queued = lindleyWaits(dueMs, services).map((wait, i) => wait + services[i]!);
  const busyMs = services.reduce((sum, ms) => sum + ms, 0);
  const issueDelayP99Ms = quantile(issueDelaysMs, 0.99) ?? 0;
  return {
    ratePerSecond: judgement.ratePerSecond,
    served: dueMs.length,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    queueP99Ms: percentile(queued, 99),
    serviceMeanMs: busyMs / dueMs.length,
    issueDelayP99Ms,
    ...queueBehaviour(trace, busyMs),
    drainMs: answeredMs.at(-1)! - dueMs.at(-1)!,
    valid: issueDelayP99Ms <= toleratedLag * judgement.objectiveMs,
  };
}

/**
 * Waiting times of a first-come-first-served queue with one server, from arrivals and service times alone: W₀ = 0, Wₙ₊₁ = max(0, Wₙ + Sₙ − (aₙ₊₁ − aₙ))
 * (Lindley 1952).
 */
export function lindleyWaits(arrivedMs: Float64Array, servicesMs: Float64Array): Float64Array {
  const waits = new Float64Array(arrivedMs.length);
  for (let n = 0; n + 1 < waits.length; n++) {
    waits[n + 1] = Math.max(0, waits[n]! + servicesMs[n]! - (arrivedMs[n + 1]! - arrivedMs[n]!));
  }
  return waits;
}
