import { expect, test } from 'vitest';
import type { Strategy } from '../../src/decision/cost-model.ts';
import { fitGrowth } from '../../src/decision/growth.ts';
import { unevenSpeedSentence } from '../../src/decision/uneven-speed.ts';

/** Mean milliseconds of a query alone over a thousand candidates, and of one under load. */
const strategy = (id: string, alone: number, underLoad: number): Strategy =>
  ({
    id,
    latencyMs: fitGrowth(
      [100, 1000, 10_000].map((size) => ({ size, cost: { value: size === 1000 ? alone : alone * (size / 1000) } })),
    ),
    loads: [{ candidates: 1000, serviceMs: underLoad, rates: [] }],
  }) as unknown as Strategy;

test('where a query took another time alone than under load, both are in doubt, and the one that is farthest off is named', () => {
  const said = unevenSpeedSentence([
    strategy('even', 2, 1.8),
    strategy('slow alone', 1.6, 1),
    strategy('slow under load', 1, 1.5),
  ]);
  expect(said).toMatch(/for 2 of 3 strategies: a query of slow alone took 1\.6 times as long alone\./);
});

test('a backbone that is part of latencies alone makes no difference, and nothing is said where both agree', () => {
  expect(unevenSpeedSentence([strategy('even', 20.1, 2)], 18)).toBeUndefined();
  expect(unevenSpeedSentence([strategy('uneven', 20.1, 2)], 17)).toContain('1.55 times');
  expect(unevenSpeedSentence([])).toBeUndefined();
});
