import { describe, expect, test } from 'vitest';
import { createBitSource, createRandom, deriveSeed } from '../src/random.ts';

describe('createRandom', () => {
  test('is the Mersenne Twister: seed 5489 begins with the published 3499211612', () => {
    expect(createRandom(5489).uint32()).toBe(3499211612);
  });

  test('gives equal sequences for equal seeds and others for others', () => {
    const draw = (seed: number): number[] => {
      const random = createRandom(seed);
      return [random.uint32(), random.uniform(), random.below(10), random.normal()];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('uniform fills [0, 1) evenly', () => {
    const random = createRandom(2);
    const bins = new Uint32Array(10);
    for (let draw = 0; draw < 20_000; draw++) bins[Math.floor(random.uniform() * 10)]!++;
    // χ² with 9 degrees of freedom exceeds 27.9 once in a thousand.
    expect(bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
  });

  test('below stays below and reaches every value alike', () => {
    const random = createRandom(3);
    const bins = new Uint32Array(7);
    for (let draw = 0; draw < 14_000; draw++) bins[random.below(7)]!++;
    expect(bins.reduce((sum, count) => sum + count)).toBe(14_000);
    expect(bins.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(22.5);
  });

  test('normal has mean 0, variance 1, kurtosis 3 and no correlation between successive draws', () => {
    const random = createRandom(4);
    const draws = Array.from({ length: 40_000 }, () => random.normal());
    const average = (of: (value: number, i: number) => number): number =>
      draws.reduce((sum, value, i) => sum + of(value, i), 0) / draws.length;
    expect(average((value) => value)).toBeCloseTo(0, 1);
    expect(average((value) => value ** 2)).toBeCloseTo(1, 1);
    expect(Math.abs(average((value) => value ** 4) - 3)).toBeLessThan(0.2);
    expect(Math.abs(average((value, i) => value * (draws[i - 1] ?? 0)))).toBeLessThan(0.02);
  });

  test('shuffle permutes in place, and every order of three is as likely', () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = random.shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // χ² with 5 degrees of freedom exceeds 20.5 once in a thousand.
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
    const typed = Float32Array.of(1, 2, 3, 4);
    expect(random.shuffle(typed)).toBe(typed);
    expect([...typed].sort()).toEqual([1, 2, 3, 4]);
  });
});

describe('deriveSeed', () => {
  test('is FNV-1a over seed and labels', () => {
    // FNV-1a written out in exact integers: offset basis, then xor and multiply for each byte.
    let hash = 0x811c9dc5n;
    for (const byte of [0x31n, 0x00n, 0x61n]) hash = ((hash ^ byte) * 0x01000193n) % 2n ** 32n;
    expect(deriveSeed(1, 'a')).toBe(Number(hash));
  });

  test('separates labels that join to the same text', () => {
    expect(deriveSeed(1, 'ab', 'c')).not.toBe(deriveSeed(1, 'a', 'bc'));
    expect(deriveSeed(1, 2)).not.toBe(deriveSeed(12));
  });
});

describe('createBitSource', () => {
  /** xoshiro128** as published, one byte of a draw compared at a time. */
  const slow = (seed: number, count: number, probability: number): number[] => {
    const start = createRandom(seed);
    const state = [start.uint32() | 1, start.uint32(), start.uint32(), start.uint32()].map((word) => BigInt(word >>> 0));
    const mask = 2n ** 32n - 1n;
    const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & mask;
    const bits: number[] = [];
    while (bits.length < count) {
      const draw = (rotate((state[1]! * 5n) & mask, 7n) * 9n) & mask;
      const shifted = (state[1]! << 9n) & mask;
      state[2]! ^= state[0]!;
      state[3]! ^= state[1]!;
      state[1]! ^= state[2]!;
      state[0]! ^= state[3]!;
      state[2]! ^= shifted;
      state[3] = rotate(state[3]!, 11n);
      for (let byte = 0n; byte < 4n; byte++)
        bits.push(Number((draw >> (8n * byte)) & 255n) < Math.round(probability * 256) ? 1 : 0);
    }
    return bits.slice(0, count);
  };

  test('compares every byte of its draws with the probability, wherever the array begins and ends', () => {
    for (const probability of [0, 0.003, 0.25, 0.5, 0.7, 0.75, 0.996, 1]) {
      for (const offset of [0, 1, 4]) {
        for (const length of [1, 4, 7, 64]) {
          const around = new Uint8Array(offset + length + 4).fill(9);
          createBitSource(length).fill(around.subarray(offset, offset + length), probability);
          expect([...around.subarray(offset, offset + length)]).toEqual(slow(length, length, probability));
          expect([...around.subarray(offset + length)]).toEqual([9, 9, 9, 9]);
        }
      }
    }
  });
});
