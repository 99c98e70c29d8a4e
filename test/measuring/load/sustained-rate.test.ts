import { expect, test } from 'vitest';
import type { LoadPoint } from '../../../src/measuring/load/load-point.ts';
import { findSustainedRate, type RateSearch } from '../../../src/measuring/load/sustained-rate.ts';

const point = (ratePerSecond: number, more: Partial<LoadPoint> = {}): LoadPoint => ({
  ratePerSecond,
  served: 700,
  p50Ms: 1,
  p99Ms: 5,
  serviceMeanMs: 1,
  issueDelayP99Ms: 0,
  utilisation: 0.5,
  backlogGrows: false,
  drainMs: 1,
  valid: true,
  ...more,
});
const search: RateSearch = { objectiveMs: 10, capacityPerSecond: 1_000, tolerance: 0.02, maximumProbes: 12 };
/** The wait of M/M/1 grows without bound towards its capacity. */
const p99 = (rate: number): number => (rate >= 1_000 ? 1e6 : (1_000 * Math.log(100)) / (1_000 - rate));

test('finds the highest rate whose p99 meets the objective, within its tolerance and from below', async () => {
  const { ratePerSecond, points, warnings } = await findSustainedRate(async (rate) => point(rate, { p99Ms: p99(rate) }), search);
  // 10 = 1000 ln 100 / (1000 − rate)
  const truth = 1_000 - 100 * Math.log(100);
  expect(ratePerSecond).toBeLessThanOrEqual(truth);
  expect(ratePerSecond).toBeGreaterThan(truth * 0.97);
  expect(points.length).toBeLessThanOrEqual(12);
  expect(warnings).toEqual([]);
});

test('a backlog that grows is not sustained, whatever its p99, nor is a rate with too few queries for one', async () => {
  const limit = async (failing: Partial<LoadPoint>) =>
    (await findSustainedRate(async (rate) => point(rate, rate > 300 ? failing : {}), search)).ratePerSecond;
  for (const failing of [{ backlogGrows: true }, { p99Ms: undefined }]) {
    expect(await limit(failing)).toBeLessThanOrEqual(300);
    expect(await limit(failing)).toBeGreaterThan(280);
  }
});

test('a run that the generator spoiled is repeated once; if it is spoiled again it counts as not sustained, and the record says so', async () => {
  let calls = 0;
  const once = await findSustainedRate(async (rate) => point(rate, { valid: calls++ !== 0 }), search);
  expect(once.ratePerSecond).toBeGreaterThan(1_200);
  expect(once.points[0]!.ratePerSecond).toBe(once.points[1]!.ratePerSecond);
  expect(once.warnings).toMatchObject([{ code: 'load-generator' }]);
  const always = await findSustainedRate(async (rate) => point(rate, { valid: false }), search);
  expect(always.ratePerSecond).toBeUndefined();
  expect(always.warnings.map(({ code }) => code)).toEqual(['load-generator']);
});

test('where no rate meets the objective the rate is 0, with the lowest that was tried', async () => {
  const { ratePerSecond, warnings } = await findSustainedRate(async (rate) => point(rate, { p99Ms: 30 }), {
    ...search,
    maximumProbes: 3,
  });
  expect(ratePerSecond).toBe(0);
  expect(warnings).toMatchObject([
    { code: 'rate-not-sustained', message: expect.stringContaining('156 queries/s, had a p99 of 30') },
  ]);
});
