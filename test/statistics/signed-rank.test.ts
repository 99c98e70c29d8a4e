import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { signedRankDetectable, signedRankInterval, signedRanks } from '../../src/statistics/signed-rank.ts';

/** All sums of ranks with a plus sign, by every choice of signs. */
function rankSums(count: number): number[] {
  return Array.from({ length: 2 ** count }, (_, signs) => {
    let sum = 0;
    for (let rank = 1; rank <= count; rank++) if ((signs >> (rank - 1)) & 1) sum += rank;
    return sum;
  });
}

describe('the middle of paired differences', () => {
  it.each([6, 7, 9, 12])('of %i has the interval of all middles that the exact test does not reject', (count) => {
    const random = createRandom(count);
    const differences = Array.from({ length: count }, () => random.normal());
    const { interval } = signedRankInterval(differences);
    const sums = rankSums(count);
    const rejects = (middle: number): boolean => {
      const ranks = signedRanks(differences.map((difference) => difference - middle));
      const plus = ranks.reduce((sum, rank) => sum + Math.max(0, rank), 0);
      const share = (holds: (sum: number) => boolean): number => sums.filter(holds).length / sums.length;
      return (
        Math.min(
          share((sum) => sum <= plus),
          share((sum) => sum >= plus),
        ) <= 0.025
      );
    };
    const step = 1e-9;
    expect([interval.low - step, interval.low + step, interval.high - step, interval.high + step].map(rejects)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('is hardly moved by one that lies far off', () => {
    const random = createRandom(3);
    const usual = Array.from({ length: 20 }, () => 0.02 * random.normal());
    const [without, disturbed] = [signedRankInterval(usual), signedRankInterval([...usual.slice(1), 4])];
    expect(Math.abs(disturbed.value - without.value)).toBeLessThan(0.01);
    expect(disturbed.interval.high - disturbed.interval.low).toBeLessThan(0.05);
  });

  it('moves with the differences and turns with their sign', () => {
    const differences = [0.3, -0.1, 0.25, 0.9, 0.12, -0.4, 0.33];
    const { value, interval } = signedRankInterval(differences);
    const moved = signedRankInterval(differences.map((difference) => difference + 2));
    expect([moved.value, moved.interval.low, moved.interval.high]).toBeAllClose(
      [value + 2, interval.low + 2, interval.high + 2],
      1e-12,
      1e-12,
    );
    const turned = signedRankInterval(differences.map((difference) => -difference));
    expect([turned.value, turned.interval.low, turned.interval.high]).toBeAllClose(
      [-value, -interval.high, -interval.low],
      1e-12,
      1e-12,
    );
  });

  it('has no interval of 95 % for five', () => {
    expect(() => signedRankInterval([1, 2, 3, 4, 5])).toThrow('no interval');
  });

  it('is found from a size on that grows with the noise and with what is asked, and by too few never', () => {
    const random = createRandom(4);
    const differences = Array.from({ length: 20 }, () => random.normal());
    const finds = (of: readonly number[], alpha = 0.05, power = 0.8) => signedRankDetectable(of, { alpha, power })!;
    expect(finds(differences.map((value) => 3 * value + 7))).toBeCloseTo(3 * finds(differences), 6);
    expect(finds(differences, 0.005)).toBeGreaterThan(finds(differences));
    expect(finds(differences, 0.05, 0.95)).toBeGreaterThan(finds(differences));
    expect(finds([...differences.slice(2), 9, -9])).toBeGreaterThan(finds(differences));
    expect(finds(Array(20).fill(3))).toBeCloseTo(0, 12);
    // The smallest two-sided p of five is 1/16.
    expect(finds([1, 2, 3, 4, 5])).toBeUndefined();
  });

  it('ranks magnitudes, equal ones alike, and gives 0 no rank', () => {
    expect([...signedRanks([0, -2, 2, 5, -1])]).toEqual([0, -3.5, 3.5, 5, -2]);
  });
});
