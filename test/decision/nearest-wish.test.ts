import { expect, test } from 'vitest';
import { nearestWishes } from '../../src/decision/nearest-wish.ts';
import { choose, reachOf } from '../../src/decision/reach.ts';
import type { Wish } from '../../src/decision/wish.ts';
import { certainPrices, fusion, graph, syntheticModel, tower } from '../support/synthetic-cost-model.ts';

const model = syntheticModel([tower, fusion, graph]);
const impossible: Wish = { candidates: 100_000, queriesPerSecond: 1, p99Ms: 100, quality: 0.99 };

test('every wish that is offered instead is met, and a harder one in between is not', () => {
  expect(choose(model, impossible, certainPrices)).toBeUndefined();
  const nearest = nearestWishes(model, impossible, certainPrices);
  expect(nearest.length).toBeGreaterThan(3);
  for (const { wish, strategy, changed } of nearest) {
    expect(choose(model, wish, certainPrices)).toBe(strategy);
    const [demand] = changed;
    if (changed.length > 1 || wish[demand!] === undefined) continue;
    const between = wish[demand!]! + 0.01 * (impossible[demand!]! - wish[demand!]!);
    expect(choose(model, { ...wish, [demand!]: between }, certainPrices)).toBeUndefined();
  }
});

test('the fusion is offered at more time or fewer candidates, the others at less quality', () => {
  const found = nearestWishes(model, impossible, certainPrices);
  const by = (demand: string) => found.find(({ changed }) => changed.length === 1 && changed[0] === demand)!;
  // 2 × (1 + 0.002 M) within 100 ms, and 402 ms at 100,000.
  expect(by('candidates')).toMatchObject({ strategy: 'fusion' });
  expect(by('candidates').wish.candidates).toBe(24_499);
  expect(by('p99Ms').wish.p99Ms).toBeGreaterThan(402);
  expect(by('p99Ms').wish.p99Ms).toBeLessThan(403);
  expect(by('quality').strategy).toBe('tower');
});

test('they come nearest first, those that give a demand up last', () => {
  const distances = nearestWishes(model, impossible, certainPrices).map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
});

test('the answer changes right beyond the reach that is told', () => {
  const wish: Wish = { candidates: 10_000, queriesPerSecond: 50 };
  const { low, high, above } = reachOf(model, wish, certainPrices);
  expect(low).toBeUndefined();
  expect(above).toBe('graph');
  expect(choose(model, { ...wish, candidates: high! }, certainPrices)).toBe('tower');
  expect(choose(model, { ...wish, candidates: high! + 1 }, certainPrices)).toBe('graph');
});
