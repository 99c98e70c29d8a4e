import { describe, expect, test } from 'vitest';
import { poissonArrivals } from '../../../src/measuring/load/arrivals.ts';
import { judgeLoad, lindleyWaits } from '../../../src/measuring/load/load-point.ts';
import { type OpenLoopTrace, serveOpenLoop } from '../../../src/measuring/load/open-loop.ts';
import { quantile } from '../../../src/statistics/summary.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

/** Serves a schedule on the virtual clock; nothing is issued late there. */
async function simulate(dueMs: Float64Array, serviceMs: (index: number) => number): Promise<OpenLoopTrace> {
  const time = createVirtualTime(dueMs);
  return serveOpenLoop(dueMs, time, (i) => time.spend(serviceMs(i)), time);
}

/**
 * P(W ≤ x) of the wait in M/D/1 with service time 1 and arrivals at rate ρ (Erlang 1909):
 * (1 − ρ) Σ_{n=0}^{⌊x⌋} (ρ (n − x))ⁿ / n! · e^{−ρ (n − x)}.
 */
function waitBelow(x: number, rho: number): number {
  let sum = 0;
  let factorial = 1;
  for (let n = 0; n <= Math.floor(x); n++) {
    if (n > 0) factorial *= n;
    sum += ((rho * (n - x)) ** n / factorial) * Math.exp(-rho * (n - x));
  }
  return (1 - rho) * sum;
}

/** Its percentile, by bisection. */
function waitPercentile(p: number, rho: number): number {
  let [low, high] = [0, 20];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (waitBelow(middle, rho) < p) low = middle;
    else high = middle;
  }
  return low;
}

describe('the open loop on the virtual clock', () => {
  test.each([0.5, 0.7])('gives the waits of M/D/1 at utilisation %f within 2 %, over two million arrivals', async (rho) => {
    const due = poissonArrivals(2_000_000, 1_000 * rho, 7);
    const { startedMs, answeredMs } = await simulate(due, () => 1);
    const waits = startedMs.map((ms, i) => ms - due[i]!);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeCloseTo(rho / (2 * (1 - rho)), 1);
    const sorted = waits.sort();
    for (const p of [0.75, 0.9, 0.95, 0.99]) {
      const found = sorted[Math.floor(p * sorted.length)]!;
      expect(Math.abs(found / waitPercentile(p, rho) - 1), `p${100 * p}`).toBeLessThan(0.02);
    }
    expect(answeredMs.at(-1)).toBeGreaterThan(due.at(-1)!);
  });

  test('a query that had to wait for a slow one before it has waited: latency counts from the scheduled time', async () => {
    const { dueMs, answeredMs } = await simulate(Float64Array.of(0, 10, 20, 30), (i) => (i === 0 ? 100 : 1));
    expect([...answeredMs].map((ms, i) => ms - dueMs[i]!)).toEqual([100, 91, 82, 73]);
  });

  test('equals the recursion of Lindley over the measured service times', async () => {
    const due = poissonArrivals(5_000, 800, 3);
    const trace = await simulate(due, (i) => ((i * 37) % 101) / 50);
    const services = trace.answeredMs.map((ms, i) => ms - trace.startedMs[i]!);
    const waits = trace.startedMs.map((ms, i) => ms - due[i]!);
    const expected = lindleyWaits(due, services);
    for (const [i, wait] of waits.entries()) expect(Math.abs(wait - expected[i]!)).toBeLessThan(1e-6);
  });

  test('drains the queue: every query has its answer, also far beyond the capacity', async () => {
    const due = poissonArrivals(1_000, 2_000, 1);
    const { answeredMs } = await simulate(due, () => 1);
    expect(answeredMs.every((ms) => ms > 0)).toBe(true);
    expect(answeredMs.at(-1)).toBeGreaterThanOrEqual(1_000);
  });
});

describe('a schedule', () => {
  test('is a Poisson process: exponential gaps of the mean and spread that the rate says, the same from the same seed', () => {
    const due = poissonArrivals(200_000, 250, 5);
    const gaps = due.map((ms, i) => ms - (i === 0 ? 0 : due[i - 1]!));
    expect(due.at(-1)! / due.length).toBeCloseTo(4, 1);
    expect(quantile(gaps, 0.5)! / (4 * Math.LN2)).toBeCloseTo(1, 1);
    expect(quantile(gaps, 0.99)! / (4 * Math.log(100))).toBeCloseTo(1, 1);
    expect(poissonArrivals(10, 250, 5)).toEqual(due.slice(0, 10));
    expect(poissonArrivals(10, 250, 6)).not.toEqual(due.slice(0, 10));
  });
});

describe('what is said of one rate', () => {
  const judge = (trace: OpenLoopTrace, delayMs = 0) =>
    judgeLoad(
      trace,
      trace.dueMs.map(() => delayMs),
      { ratePerSecond: 1, objectiveMs: 10 },
    );

  test('a backlog that grows is seen while the p99 still meets the objective', async () => {
    const due = poissonArrivals(700, 1_001, 2);
    const point = judge(await simulate(due, () => 1.01));
    expect(point.backlogGrows).toBe(true);
    expect(point.utilisation).toBeGreaterThan(1);
    expect(point.drainMs).toBeGreaterThan(1);
  });

  test('a system that slows down half way through has a growing backlog, though it was idle for half of the time', async () => {
    const due = poissonArrivals(4_000, 100, 2);
    const point = judge(await simulate(due, (i) => (i < 2_200 ? 1 : 14)));
    expect(point.utilisation).toBeLessThan(1);
    expect(point.backlogGrows).toBe(true);
  });

  test('a queue of a stable system does not grow', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const point = judge(await simulate(poissonArrivals(2_000, 600, seed), () => 1));
      expect(point.backlogGrows).toBe(false);
      expect(point.utilisation).toBeCloseTo(0.6, 1);
      expect(point.queueP99Ms).toBeCloseTo(point.p99Ms!, 9);
    }
  });

  test('percentiles need samples: 661 queries have no p99', async () => {
    const point = async (count: number) => judge(await simulate(poissonArrivals(count, 100, 1), () => 1));
    expect((await point(661)).p99Ms).toBeUndefined();
    expect((await point(662)).p99Ms).toBeGreaterThanOrEqual(1);
  });

  test('a run is invalid when the generator lags behind its schedule', async () => {
    const trace = await simulate(poissonArrivals(1_000, 100, 1), () => 1);
    expect(judge(trace, 0.9).valid).toBe(true);
    expect(judge(trace, 1.1)).toMatchObject({ valid: false, issueDelayP99Ms: 1.1 });
  });
});
