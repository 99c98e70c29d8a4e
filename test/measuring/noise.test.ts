import { expect, test } from 'vitest';
import { conditions, judgeNoise, type NoiseCounters, parseProcStat, readNoise } from '../../src/measuring/noise.ts';

const quiet: NoiseCounters = { atMs: 0, cores: 2, busyMs: 5000, stolenMs: 100, ownMs: 1000, throttledPeriods: 4, load: 0 };
/** Ten seconds later on two cores, of which this process used 12 s. */
const later = (more: Partial<NoiseCounters>): NoiseCounters => ({
  ...quiet,
  atMs: 10_000,
  busyMs: 17_000,
  ownMs: 13_000,
  ...more,
});
const codes = (after: NoiseCounters) => judgeNoise(quiet, after).map(({ code }) => code);

test('a machine that only runs the measurement is quiet', () => {
  expect(codes(later({}))).toEqual([]);
  expect(codes(later({ load: 9 }))).toEqual([]);
});

test('others that use more than a tenth of the cores are named with their share', () => {
  expect(codes(later({ busyMs: 18_900 }))).toEqual([]);
  expect(judgeNoise(quiet, later({ busyMs: 20_000 }))).toMatchObject([
    { code: 'noisy-neighbour', message: expect.stringContaining('15 %') },
  ]);
});

test('steal and throttling are reported each', () => {
  expect(codes(later({ stolenMs: 400, throttledPeriods: 6 }))).toEqual(['steal', 'throttled']);
});

test('where processes cannot be counted the load average stands in', () => {
  const blind = ({ busyMs: _busy, stolenMs: _stolen, ...rest }: NoiseCounters) => rest;
  expect(judgeNoise(blind(quiet), blind(later({ load: 4 }))).map(({ code }) => code)).toEqual(['load']);
  expect(judgeNoise(blind(quiet), blind(later({ load: 2 })))).toEqual([]);
});

test('the first line of /proc/stat is read in ticks of 10 ms', () => {
  expect(parseProcStat('cpu  100 2 30 9999 50 6 7 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toEqual({ busyMs: 1450, stolenMs: 80 });
});

test('a reading of this machine moves forward with the work done between', () => {
  const before = readNoise();
  let sum = 0;
  while (process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000 < before.ownMs + 15) sum += Math.sqrt(sum + 1);
  const after = readNoise();
  expect(after.ownMs - before.ownMs).toBeGreaterThanOrEqual(15);
  expect(after.atMs).toBeGreaterThan(before.atMs);
});

test('a clock that falls while it is measured is told, one that rises from idle before is not', () => {
  const at = (clockMHz: number) => ({ ...quiet, clockMHz });
  const told = (clocks: number[]) => judgeNoise(at(800), { ...later({}), clockMHz: 2000 }, clocks).map(({ code }) => code);
  expect(told([3000, 3000, 2400])).toEqual(['clock-drop']);
  expect(told([3000, 2900, 3000])).toEqual([]);
  expect(told([3000, 2400])).toEqual([]);
});

test('conditions keep loads, shares and clocks, and leave out what the platform does not tell', () => {
  expect(conditions(quiet, later({ busyMs: 19_000, stolenMs: 300, load: 1.5 }))).toEqual({
    loadBefore: 0,
    loadAfter: 1.5,
    othersShare: 0.1,
    stolenShare: 0.01,
  });
  const clocked = conditions({ ...quiet, clockMHz: 1000 }, { ...later({}), clockMHz: 2000 }, [3000, 2500]);
  expect(clocked.clockMHz).toEqual({ before: 1000, slowest: 2500, fastest: 3000, after: 2000 });
  const { busyMs: _busy, stolenMs: _stolen, ...blind } = quiet;
  expect(conditions(blind, { ...blind, atMs: 1 })).toEqual({ loadBefore: 0, loadAfter: 0 });
});
