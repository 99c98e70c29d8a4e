import { describe, expect, test } from 'vitest';
import { alternate, undisturbedShare } from '../../src/gate/alternate.ts';
import { createRandom } from '../../src/random.ts';
import { quantile } from '../../src/statistics/summary.ts';

describe('what is timed in turn', () => {
  test('runs as A B B A with the same number of blocks for each, in an order of the seed', async () => {
    const order = async (seed: number) => {
      const calls: string[] = [];
      const turns = ['a', 'b', 'c'].map((of) => ({ of, calls: 2, call: async () => void calls.push(of) }));
      await alternate(turns, { rounds: 6, random: createRandom(seed), clock: { nowMs: () => 0 } });
      return calls.join('');
    };
    const calls = await order(1);
    expect(calls).toHaveLength(6 * 2 * 3 * 2);
    for (let round = 0; round < 6; round++) {
      const blocks = calls.slice(round * 12, (round + 1) * 12);
      expect(blocks).toBe([...blocks].reverse().join(''));
      expect([...blocks].sort().join('')).toBe('aaaabbbbcccc');
    }
    expect(await order(1)).toBe(calls);
    expect(await order(2)).not.toBe(calls);
  });

  test('has the ratio of what the code takes, on a machine that is disturbed two thirds of the time', async () => {
    const random = createRandom(3);
    let [now, calls, slow] = [0, 0, 1];
    const work = (ms: number) => async () => {
      // Bursts of other work that last a few blocks and slow all alike.
      if (calls++ % 40 === 0) slow = random.uniform() < 0.66 ? 1 + 3 * random.uniform() : 1;
      now += ms * slow * (1 + 0.01 * Math.abs(random.normal()));
    };
    const turns = [
      { of: 'tower', calls: 20, call: work(0.1) },
      { of: 'fusion', calls: 4, call: work(0.525) },
    ];
    const times = await alternate(turns, { rounds: 240, random: createRandom(4), clock: { nowMs: () => now } });
    const least = (of: string) => quantile(times.get(of)!, undisturbedShare)!;
    expect(least('fusion') / least('tower')).toBeGreaterThan(5.25 * 0.995);
    expect(least('fusion') / least('tower')).toBeLessThan(5.25 * 1.005);
  });
});
