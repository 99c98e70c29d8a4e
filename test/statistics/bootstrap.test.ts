import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { clusterBootstrap, clusterBootstrapMedian, clusterBootstraps } from '../../src/statistics/bootstrap.ts';
import { resampledSums } from '../../src/statistics/resampled-sums.ts';
import { addDraws, drawSums, unitsInByte } from '../../src/statistics/summed-draws.ts';
import { unitResamples } from '../../src/statistics/unit-resamples.ts';

/** Families of unequal size whose members share most of their difficulty. The true mean over queries is 0. */
function families(seed: number, count = 60): { values: number[]; units: number[] } {
  const random = createRandom(seed);
  const values: number[] = [];
  const units: number[] = [];
  for (let unit = 0; unit < count; unit++) {
    const shared = random.normal();
    for (let member = 0; member < 1 + (unit % 5); member++) {
      values.push(shared + 0.3 * random.normal());
      units.push(unit);
    }
  }
  return { values, units };
}

/** How often each unit occurs, resample by resample. */
function resamplesOf(units: number, seed: number, count: number): Uint8Array[] {
  const { stride, times } = unitResamples(units, seed, count);
  return Array.from({ length: count }, (_, resample) =>
    Uint8Array.from({ length: units }, (_, unit) => times[unit * stride + resample]!),
  );
}

describe('clusterBootstrap', () => {
  test('averages over queries, or over units first', () => {
    const series = [{ values: [1, 1, 1, 0], units: ['cat', 'cat', 'cat', 'dog'] }];
    expect(clusterBootstrap(series, { seed: 1 })).toMatchObject({ value: 0.75, units: 2, queries: 4 });
    expect(clusterBootstrap(series, { seed: 1, weighting: 'units' }).value).toBe(0.5);
  });

  test('equals resampling whole units of queries one by one', () => {
    const { values, units } = families(2, 12);
    const means = resamplesOf(12, 5, 300).map((times) => {
      const drawn = values.flatMap((value, query) => Array<number>(times[units[query]!]!).fill(value));
      return drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    });
    means.sort((a, b) => a - b);
    const { interval } = clusterBootstrap([{ values, units }], { seed: 5, resamples: 300 });
    // Type 7 at 0.025 and 0.975 of 300 values.
    expect(interval!.low).toBeCloseTo(means[7]! + 0.475 * (means[8]! - means[7]!), 10);
    expect(interval!.high).toBeCloseTo(means[291]! + 0.525 * (means[292]! - means[291]!), 10);
  });

  test('contains the true mean about as often as it says, where resampling queries would not', () => {
    let byUnit = 0;
    let byQuery = 0;
    const trials = 300;
    for (let seed = 0; seed < trials; seed++) {
      const { values, units } = families(seed);
      const own = values.map((_, query) => query);
      const covers = (labels: number[]): number => {
        const { low, high } = clusterBootstrap([{ values, units: labels }], { seed: 1, resamples: 400 }).interval!;
        return Number(low <= 0 && 0 <= high);
      };
      byUnit += covers(units);
      byQuery += covers(own);
    }
    expect(byUnit / trials).toBeGreaterThan(0.89);
    expect(byUnit / trials).toBeLessThan(0.98);
    expect(byQuery / trials).toBeLessThan(0.85);
  });

  test('has the standard error of a mean when every query is its own unit', () => {
    const random = createRandom(8);
    const values = Array.from({ length: 400 }, () => random.normal());
    const { standardError } = clusterBootstrap([{ values, units: values.map((_, query) => query) }], { seed: 2 });
    expect(standardError).toBeCloseTo(1 / 20, 2);
  });

  test('resamples the two directions of a sum together', () => {
    const { values, units } = families(4);
    const negated = values.map((value) => -value);
    const sum = clusterBootstrap(
      [
        { values, units, weight: 100 },
        { values: negated, units, weight: 100 },
      ],
      { seed: 1 },
    );
    expect(sum.interval!.low).toBeCloseTo(0, 10);
    expect(sum.interval!.high).toBeCloseTo(0, 10);
    expect(sum).toMatchObject({ units: 60, queries: 2 * values.length });
  });

  test('depends on the seed and on nothing else', () => {
    const { values, units } = families(6);
    const once = clusterBootstrap([{ values, units }], { seed: 3 });
    clusterBootstrap([{ values, units }], { seed: 4 });
    expect(clusterBootstrap([{ values, units }], { seed: 3 })).toEqual(once);
    expect(clusterBootstrap([{ values, units }], { seed: 4 })).not.toEqual(once);
  });

  test('knows no interval from a single unit', () => {
    const estimate = clusterBootstrap([{ values: [1, 2], units: [7, 7] }], { seed: 1 });
    expect(estimate).toEqual({ value: 1.5, interval: undefined, standardError: undefined, units: 1, queries: 2 });
  });
});

describe('clusterBootstrapMedian', () => {
  test('takes the middle of an odd count and the mean of the middle two of an even one', () => {
    expect(clusterBootstrapMedian([{ values: [9, 1, 4], units: [0, 1, 2] }], { seed: 1 }).value).toBe(4);
    expect(clusterBootstrapMedian([{ values: [100, 1, 4, 3], units: [0, 1, 2, 2] }], { seed: 1 }).value).toBe(3.5);
  });

  test('equals the median of the queries of each resample', () => {
    const { values, units } = families(5, 9);
    values[3] = values[7]!;
    const medians = resamplesOf(9, 2, 200).map((times) => {
      const drawn = values.flatMap((value, query) => Array<number>(times[units[query]!]!).fill(value)).sort((a, b) => a - b);
      return (drawn[Math.floor((drawn.length - 1) / 2)]! + drawn[Math.ceil((drawn.length - 1) / 2)]!) / 2;
    });
    medians.sort((a, b) => a - b);
    const { low, high } = clusterBootstrapMedian([{ values, units }], { seed: 2, resamples: 200, level: 1 }).interval!;
    expect([low, high]).toEqual([medians[0], medians[199]]);
  });

  test('is the weighted sum of medians, resampled together', () => {
    const { values, units } = families(5, 9);
    const one = clusterBootstrapMedian([{ values, units }], { seed: 2 });
    const halves = { values, units, weight: 0.5 };
    expect(clusterBootstrapMedian([halves, halves], { seed: 2 })).toEqual({ ...one, queries: 2 * one.queries });
  });
});

test('resamples are drawn once for all the sets of families that a report of several folds goes through in turn', () => {
  const sets = [31, 32, 33, 34, 35, 36];
  const first = sets.map((units) => unitResamples(units, 1, 20));
  for (const [i, units] of sets.entries()) expect(unitResamples(units, 1, 20)).toBe(first[i]);
});

test('a resample has as many units as there are, and a sum over it counts each as often as it was drawn, of whichever columns', () => {
  const random = createRandom(3);
  const fractions = (every: number): Float64Array =>
    Float64Array.from({ length: 29 }, (_, unit) => (unit % every === 0 ? 0 : random.normal()));
  const columns = [fractions(4), Float64Array.from({ length: 29 }, (_, unit) => unit % 3), fractions(2), fractions(5)];
  const sums = resampledSums(columns, unitResamples(29, 6, 50));
  for (const [resample, times] of resamplesOf(29, 6, 50).entries()) {
    expect(times.reduce((sum, count) => sum + count, 0)).toBe(29);
    for (const [i, values] of columns.entries())
      expect(sums[i]![resample]).toBe(times.reduce((sum, count, unit) => sum + count * values[unit]!, 0));
  }
});

test('statistics that are resampled together are what each is alone', () => {
  const { values, units } = families(7);
  const other = values.map((value) => value ** 2);
  const terms = [
    { values, weight: 100 },
    { values: other, weight: 2 },
  ];
  const statistics = [[{ values, units }], [{ values: other, units }], [{ values: { terms }, units }]];
  for (const weighting of ['queries', 'units'] as const) {
    const options = { seed: 1, weighting };
    const together = clusterBootstraps(statistics, options);
    expect(together).toEqual(statistics.map((series) => clusterBootstrap(series, options)));
    const summed = clusterBootstrap([{ values: values.map((value, i) => 100 * value + 2 * other[i]!), units }], options);
    for (const end of ['low', 'high'] as const) expect(together[2]!.interval![end]).toBeCloseTo(summed.interval![end], 9);
  }
});

test('sums of whole numbers are those of every resample too, many units of one value or few, and none where all are 0', () => {
  const random = createRandom(4);
  const small = (): number => random.below(5) - 2;
  for (const values of [
    Float64Array.from({ length: 301 }, small),
    new Float64Array(301).fill(1),
    Float64Array.from({ length: 301 }, (_, unit) => 2 ** 20 - unit),
    Float64Array.from({ length: 301 }, (_, unit) => (unit === 7 ? 2 ** 21 : -1)),
    new Float64Array(301),
  ]) {
    const sums = resampledSums([values], unitResamples(301, 6, 50))[0]!;
    for (const [resample, times] of resamplesOf(301, 6, 50).entries()) {
      expect(sums[resample]).toBe(times.reduce((sum, count, unit) => sum + count * values[unit]!, 0));
    }
  }
});

test('draws of as many units as stay within a byte are summed up, whatever the number of resamples', () => {
  for (const count of [1, 3, 4, 50]) {
    const plan = unitResamples(40, 8, count);
    const times = resamplesOf(40, 8, count);
    expect(plan.most).toBe(Math.max(...times.flatMap((drawn) => [...drawn])));
    const most = times.map((drawn) => drawn.indexOf(plan.most)).find((unit) => unit >= 0)!;
    const units = new Array<number>(unitsInByte(plan)).fill(most);
    const { words, draws: sums } = drawSums(plan);
    addDraws(plan, units, 0, units.length, words);
    expect([...sums]).toEqual(times.map((drawn) => units.length * drawn[most]!));
    expect(Math.max(...sums)).toBe(units.length * plan.most);
    addDraws(plan, [5, 6, 7, 5, 9, 8], 1, 6, words);
    expect([...sums]).toEqual(times.map((drawn) => [6, 7, 5, 9, 8].reduce((sum, unit) => sum + drawn[unit]!, 0)));
  }
});

test('medians over folds are each of the fold they are of, also where a resample misses a fold', () => {
  const folds = [
    { values: [5, 1, 3], units: [0, 0, 1] },
    { values: [8, 2, 9, 4], units: [2, 3, 4, 4] },
  ];
  const medianOf = (values: number[]): number => {
    values.sort((a, b) => a - b);
    return (values[Math.floor((values.length - 1) / 2)]! + values[Math.ceil((values.length - 1) / 2)]!) / 2;
  };
  const sums = resamplesOf(5, 4, 400).map((times) =>
    folds.reduce((sum, { values, units }) => {
      const drawn = values.flatMap((value, query) => Array<number>(times[units[query]!]!).fill(value));
      return sum + medianOf(drawn);
    }, 0),
  );
  expect(sums.some(Number.isNaN)).toBe(true);
  const known = sums.filter(Number.isFinite);
  const { low, high } = clusterBootstrapMedian(folds, { seed: 4, resamples: 400, level: 1 }).interval!;
  expect([low, high]).toEqual([Math.min(...known), Math.max(...known)]);
});

test('sums are those of plain loops whatever the number of units and resamples, and room that was used before changes none', () => {
  const random = createRandom(12);
  for (const [units, count] of [
    [300, 2000],
    [1, 3],
    [7, 9],
    [5000, 12],
  ] as const) {
    const column = Float64Array.from({ length: units }, () => random.normal());
    const sums = resampledSums([column], unitResamples(units, 3, count))[0]!;
    expect(sums).toHaveLength(count);
    for (const [resample, times] of resamplesOf(units, 3, count).entries())
      if (resample % 7 === 0) expect(sums[resample]).toBe(times.reduce((sum, drawn, unit) => sum + drawn * column[unit]!, 0));
  }
});

test('sums of more units than there is room for at once are those of all units at once, bit by bit', () => {
  const random = createRandom(13);
  const columns = Array.from({ length: 3 }, () =>
    Float64Array.from({ length: 211 }, (_, unit) => (unit % 5 === 0 ? 0 : random.normal())),
  );
  const plan = unitResamples(211, 4, 90);
  const whole = resampledSums(columns, plan);
  // A unit takes 92 bytes of draws and 96 of values and of their tile: rooms of one unit, of 7, of 5 with a rest, and of all.
  for (const bytes of [1, 7 * 188, 5 * 188 + 3, 2 ** 20]) expect(resampledSums(columns, plan, bytes)).toEqual(whole);
});

test('more units than can be counted are refused with sizes and remedy, before anything is allocated', () => {
  expect(() => unitResamples(3_000_000, 1, 2000)).toThrow(
    expect.objectContaining({
      kind: 'input',
      message:
        '3000000 units are too many to resample: how often each is drawn in 2000 resamples takes 5.6 GiB, and 2147483 units are the most.',
      remedy: expect.stringContaining('eval --units'),
    }),
  );
});
