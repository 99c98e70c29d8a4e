import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { clusterBootstrap } from '../../src/statistics/bootstrap.ts';
import { exchangeTest, minimumDetectable, pairedEstimate, pairedShare, signFlipTest } from '../../src/statistics/paired.ts';

/** Two models on the same 40 families of three queries, the first better by `effect`. */
function twoModels(seed: number, effect: number): { first: number[]; second: number[]; units: number[] } {
  const random = createRandom(seed);
  const rows = Array.from({ length: 120 }, (_, query) => ({ unit: Math.floor(query / 3), difficulty: random.normal() }));
  const shared = Array.from({ length: 40 }, () => 0.5 * random.normal());
  return {
    first: rows.map(({ unit, difficulty }) => difficulty + shared[unit]! + effect + 0.2 * random.normal()),
    second: rows.map(({ difficulty }) => difficulty),
    units: rows.map(({ unit }) => unit),
  };
}

describe('a difference of two models', () => {
  test('is the mean difference on the same queries, and changes its sign with the order of the models', () => {
    const { first, second, units } = twoModels(1, 0.3);
    const [there, turned] = [[{ first, second, units }], [{ first: second, second: first, units }]];
    const [forward, back] = [pairedEstimate(there, { seed: 1 }), pairedEstimate(turned, { seed: 1 })];
    const difference = first.reduce((sum, value, query) => sum + value - second[query]!, 0) / first.length;
    expect(forward.value).toBeCloseTo(difference, 12);
    expect(back.value).toBeCloseTo(-difference, 12);
    expect(back.interval!.low).toBeCloseTo(-forward.interval!.high, 12);
    expect(exchangeTest(turned, { seed: 1 })).toBe(exchangeTest(there, { seed: 1 }));
  });

  test('has the interval of the differences of the queries, to the last bit where values are float32, as a record keeps them', () => {
    const { first, second, units } = twoModels(3, 0.1);
    const [a, b] = [first, second].map((values) => Float32Array.from(values, (value) => 1 / (1 + Math.exp(value))));
    const differences = Float64Array.from(a!, (value, query) => value - b![query]!);
    const { minimumDetectable: _, ...estimate } = pairedEstimate([{ first: a!, second: b!, units }], { seed: 1 });
    expect(estimate).toEqual(clusterBootstrap([{ values: differences, units }], { seed: 1 }));
  });

  test('flips the parts by the bits of the draws, the lowest bit first', () => {
    const random = createRandom(5);
    const parts = Array.from({ length: 37 }, () => random.normal());
    const draws = createRandom(9);
    const total = Math.abs(parts.reduce((sum, part) => sum + part, 0));
    let atLeast = 0;
    for (let flip = 0; flip < 300; flip++) {
      const words = [draws.uint32(), draws.uint32()];
      const sum = parts.reduce((sofar, part, i) => sofar + ((words[i >>> 5]! >>> (i & 31)) & 1 ? part : -part), 0);
      if (Math.abs(sum) >= total - 1e-9) atLeast++;
    }
    expect(signFlipTest(parts, 9, 300)).toBe((atLeast + 1) / 301);
  });

  test('agrees with all exchanges written out, for few units', () => {
    const parts = [3, 1, -2, 4, 2];
    let atLeast = 0;
    for (let signs = 0; signs < 32; signs++) {
      const sum = parts.reduce((total, part, unit) => total + (signs & (1 << unit) ? part : -part), 0);
      if (Math.abs(sum) >= 8) atLeast++;
    }
    const p = exchangeTest([{ first: parts, second: [0, 0, 0, 0, 0], units: [0, 1, 2, 3, 4] }], {
      seed: 1,
      flips: 50_000,
    });
    expect(p).toBeCloseTo(atLeast / 32, 2);
  });

  test('exchanges the models in whole units: copies of a query in its unit are no evidence', () => {
    const single = { first: [3, 1, -2, 4, 2], second: [0, 0, 0, 0, 0], units: [0, 1, 2, 3, 4] };
    const repeat = <T>(list: T[]): T[] => list.flatMap((value) => Array<T>(20).fill(value));
    const copied = { first: repeat(single.first), second: repeat(single.second), units: repeat(single.units) };
    expect(exchangeTest([copied], { seed: 1 })).toBe(exchangeTest([single], { seed: 1 }));
    const [a, b] = [single, copied].map((series) => pairedEstimate([series], { seed: 1 }));
    expect(b!.interval!.low).toBeCloseTo(a!.interval!.low, 12);
  });

  test('is never p = 0, and p = 1 for equal models', () => {
    const units = Array.from({ length: 200 }, (_, query) => query);
    const [ones, zeros] = [units.map(() => 1), units.map(() => 0)];
    expect(exchangeTest([{ first: ones, second: zeros, units }], { seed: 1, flips: 999 })).toBe(0.001);
    expect(exchangeTest([{ first: ones, second: ones, units }], { seed: 1, flips: 999 })).toBe(1);
    expect(pairedEstimate([{ first: ones, second: ones, units }], { seed: 1 }).value).toBe(0);
  });

  test('finds p below 5 % in about 5 % of cases without a difference, and mostly with one', () => {
    const rejections = (effect: number): number => {
      let count = 0;
      for (let seed = 0; seed < 400; seed++) {
        if (exchangeTest([twoModels(seed, effect)], { seed, flips: 400 }) <= 0.05) count++;
      }
      return count / 400;
    };
    expect(rejections(0)).toBeGreaterThan(0.02);
    expect(rejections(0)).toBeLessThan(0.08);
    expect(rejections(0.4)).toBeGreaterThan(0.95);
  });

  test('finds a difference of the minimum detectable size in about 80 % of cases', () => {
    const size = pairedEstimate([twoModels(77, 0)], { seed: 1 }).minimumDetectable!;
    let found = 0;
    for (let seed = 0; seed < 300; seed++) {
      if (exchangeTest([twoModels(seed, size)], { seed, flips: 400 }) <= 0.05) found++;
    }
    expect(found / 300).toBeGreaterThan(0.65);
    expect(found / 300).toBeLessThan(0.92);
  });

  test('refuses models that were not asked the same queries', () => {
    for (const of of [pairedEstimate, exchangeTest])
      expect(() => of([{ first: [1], second: [1, 2], units: [0] }], { seed: 1 })).toThrow('internal');
  });
});

describe('a share of a difference', () => {
  /** On 40 families of three queries: a lead of 1, and a gain of 0.4 of it, both with noise of the family. */
  function gainAndLead(seed: number) {
    const random = createRandom(seed);
    const units = Array.from({ length: 120 }, (_, query) => Math.floor(query / 3));
    const [leads, noise] = [0.5, 0.3].map((deviation) => Array.from({ length: 40 }, () => deviation * random.normal())) as [
      number[],
      number[],
    ];
    const second = units.map(() => random.normal());
    const series = (of: (unit: number) => number) => [
      { first: second.map((value, query) => value + of(units[query]!)), second, units },
    ];
    return {
      gain: series((unit) => 0.4 * (1 + leads[unit]!) + noise[unit]!),
      lead: series((unit) => 1 + leads[unit]!),
    };
  }

  test('is that of the two means', () => {
    const { gain, lead } = gainAndLead(1);
    const [part, whole] = [gain, lead].map((series) => pairedEstimate(series, { seed: 1 }).value) as [number, number];
    expect(pairedShare(gain, lead, 1)).toMatchObject({ value: expect.closeTo(part / whole, 12), units: 40 });
  });

  test('lies in its interval about as often as that says', () => {
    const held = Array.from({ length: 200 }, (_, seed) => {
      const { gain, lead } = gainAndLead(seed);
      const { low, high } = pairedShare(gain, lead, seed).interval!;
      return low <= 0.4 && 0.4 <= high;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThan(176);
    expect(held).toBeLessThan(200);
  });
});

describe('minimumDetectable', () => {
  test('is 2.8 standard errors with many units and more with few', () => {
    expect(minimumDetectable(1, 10_001)).toBeCloseTo(1.96 + 0.8416, 2);
    expect(minimumDetectable(1, 5)).toBeCloseTo(2.7764 + 0.941, 3);
    expect(minimumDetectable(2, 5)).toBeCloseTo(2 * minimumDetectable(1, 5), 12);
  });
});
