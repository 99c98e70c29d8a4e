import { expect, test } from 'vitest';
import { measureLatency } from '../../src/measuring/latency.ts';
import type { SampleSeries } from '../../src/record.ts';
import type { Features } from '../../src/types.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createNullScorer } from '../support/null-scorer.ts';

const queries = (count: number): Features => ({
  global: { rows: count, columns: 2, data: Float32Array.from({ length: 2 * count }, (_, i) => i) },
});
const settings = { k: 3, minimumMs: 0, minimumCount: 100, maximumMs: 1e6 };
const flat = { windowCalls: 2, windows: 2, tolerance: 0.05, maximumMs: 1e6 };
const values = (samples: readonly SampleSeries[], name: string) => samples.find((series) => series.name === name)!.values;

test('known delays come out exactly, in the order taken, with encoding and search apart', async () => {
  const clock = createFakeClock();
  // 4 calls of warm-up, then call i takes i ms to search.
  const scorer = createNullScorer({
    encode: () => clock.advance(0.25),
    search: (call) => clock.advance(call < 4 ? 1 : call - 3),
  });
  const { samples, endedBy, warmUp, warnings } = await measureLatency(
    scorer,
    queries(200),
    { ...settings, warmUp: flat },
    { model: 'm' },
    clock,
  );
  const expected = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(values(samples, 'search')).toEqual(expected);
  expect(values(samples, 'encode')).toEqual(Array(100).fill(0.25));
  expect(values(samples, 'end to end')).toEqual(expected.map((ms) => ms + 0.25));
  expect(samples.map(({ unit, key }) => [unit, key])).toEqual(Array(3).fill(['ms', { model: 'm' }]));
  expect({ endedBy, calls: warmUp.calls, warnings }).toEqual({ endedBy: 'minimums', calls: 4, warnings: [] });
});

test('falling samples are not sorted', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({ search: (call) => clock.advance(call < 4 ? 1 : 200 - call) });
  const { samples } = await measureLatency(scorer, queries(500), { ...settings, warmUp: flat }, {}, clock);
  const search = values(samples, 'search');
  expect(search[0]).toBe(196);
  expect(search.every((value, i) => i === 0 || value < search[i - 1]!)).toBe(true);
});

test('queries are asked one row at a time, in turn', async () => {
  const clock = createFakeClock();
  const asked: number[][] = [];
  const scorer = createNullScorer({ search: () => clock.advance(1) });
  const encode = scorer.encode.bind(scorer);
  scorer.encode = (features) => {
    asked.push([...features.global.data]);
    return encode(features);
  };
  await measureLatency(scorer, queries(3), { ...settings, minimumCount: 7, warmUp: flat }, {}, clock);
  expect(asked.slice(4)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
    [0, 1],
    [2, 3],
    [4, 5],
    [0, 1],
  ]);
});

test('both minima must be met', async () => {
  const run = async (minimumMs: number, minimumCount: number) => {
    const clock = createFakeClock();
    const scorer = createNullScorer({ search: () => clock.advance(2) });
    const { samples } = await measureLatency(
      scorer,
      queries(500),
      { k: 1, minimumMs, minimumCount, maximumMs: 1e6, warmUp: flat },
      {},
      clock,
    );
    return values(samples, 'search').length;
  };
  expect(await run(100, 10)).toBe(50);
  expect(await run(10, 50)).toBe(50);
});

test('the maximum ends it whatever the minima say, and a warning keeps the doubt', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({ search: () => clock.advance(10) });
  const result = await measureLatency(
    scorer,
    queries(500),
    { k: 1, minimumMs: 0, minimumCount: 100, maximumMs: 205, warmUp: flat },
    {},
    clock,
  );
  expect(values(result.samples, 'search').length).toBe(21);
  expect(result.endedBy).toBe('maximum');
  expect(result.warnings).toMatchObject([{ code: 'cut-short', message: expect.stringContaining('21 of 100') }]);
});

test('the first call is reported apart, and the warm-up ends when windows agree', async () => {
  const clock = createFakeClock();
  const cold = [500, 40, 20, 20, 10, 10, 10, 10];
  const scorer = createNullScorer({ search: (call) => clock.advance(cold[call] ?? 10) });
  const { warmUp, samples } = await measureLatency(scorer, queries(9), { ...settings, warmUp: flat }, {}, clock);
  expect(warmUp).toMatchObject({ firstCallMs: 500, calls: 8, ms: 620, stable: true });
  expect(new Set(values(samples, 'search'))).toEqual(new Set([10]));
});

test('a warm-up that never settles stops at its maximum with a warning', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({ search: (call) => clock.advance(call < 50 ? 2 ** (call % 7) : 1) });
  const { warmUp, warnings } = await measureLatency(
    scorer,
    queries(900),
    { ...settings, warmUp: { ...flat, windows: 3, maximumMs: 300 } },
    {},
    clock,
  );
  expect(warmUp.stable).toBe(false);
  expect(warnings).toMatchObject([{ code: 'warm-up' }]);
});

test('a last pass that is 30 % faster than the first is suspected of a cache', async () => {
  const run = async (lastPassMs: number) => {
    const clock = createFakeClock();
    const scorer = createNullScorer({ search: (call) => clock.advance(call < 4 + 90 ? 10 : lastPassMs) });
    return (await measureLatency(scorer, queries(10), { ...settings, warmUp: flat }, {}, clock)).warnings.map(({ code }) => code);
  };
  expect(await run(7)).toEqual(['cache-anomaly']);
  expect(await run(8)).toEqual([]);
});

test('a scorer that fails in the middle fails the measurement', async () => {
  const clock = createFakeClock();
  const scorer = createNullScorer({
    search: (call) => {
      clock.advance(1);
      if (call === 30) throw new Error('out of answers');
    },
  });
  await expect(measureLatency(scorer, queries(5), { ...settings, warmUp: flat }, {}, clock)).rejects.toThrow('out of answers');
});

test('a null scorer is measured by the real clock to cost next to nothing', async () => {
  const { samples } = await measureLatency(createNullScorer(), queries(5), { ...settings, minimumCount: 500 }, {});
  const sorted = [...values(samples, 'end to end')].sort((a, b) => a - b);
  expect(sorted[250]).toBeGreaterThan(0);
  expect(sorted[250]).toBeLessThan(1);
});
