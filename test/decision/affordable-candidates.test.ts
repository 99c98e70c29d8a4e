import { expect, test } from 'vitest';
import { affordableCandidates, mostAffordable } from '../../src/decision/affordable-candidates.ts';
import type { CostModel, Strategy } from '../../src/decision/cost-model.ts';
import { fitGrowth } from '../../src/decision/growth.ts';
import { offerOf } from '../../src/decision/offer.ts';
import { machineHours } from '../../src/decision/wish.ts';

/** Latency a + d·M with a p99 of twice the mean. */
const strategy = (id: string, family: string, offset: number, slope: number): Strategy => {
  const sizes = [100, 1_000, 10_000];
  const over = (factor: number) => fitGrowth(sizes.map((size) => ({ size, cost: { value: factor * (offset + slope * size) } })));
  return {
    id,
    words: id,
    model: id,
    family,
    scorer: 'x',
    cores: 1,
    latencyMs: over(1),
    p99Ms: over(2),
    loads: [],
    refresh: {},
    pools: [],
  };
};

const model: CostModel = {
  dataset: 'toys',
  direction: 'left-right',
  qualityMetric: 'nDCG@10',
  machine: { cpu: 'An Abacus', cores: 1, memoryBytes: 2 ** 33 },
  strategies: [
    strategy('tower', 'dual tower', 0.1, 1e-5),
    strategy('quick', 'early fusion', 0.1, 1e-3),
    strategy('slow', 'early fusion', 0.1, 1e-2),
  ],
  doubts: [],
};
const prices = machineHours(model);
const wish = { candidates: 100, queriesPerSecond: 20, p99Ms: 100, quality: 0.99 };

test('one machine serves the number that is found, and not two in a hundred more', () => {
  for (const one of model.strategies.slice(1)) {
    const { candidates } = affordableCandidates(model, one, wish, prices)!;
    const load = (size: number): number => {
      const offer = offerOf(one, {
        model,
        wish: { ...wish, quality: undefined, candidates: size },
        prices,
        qualities: new Map(),
      });
      return offer.shortfalls.length > 0 ? Number.POSITIVE_INFINITY : offer.load!;
    };
    expect(load(candidates)).toBeLessThanOrEqual(1);
    expect(load(candidates * 1.02)).toBeGreaterThan(1);
  }
});

test('the most affordable is of another family, whatever the baseline could do', () => {
  expect(mostAffordable(model, 'dual tower', wish, prices)?.strategy).toBe('quick');
  expect(mostAffordable(model, 'early fusion', wish, prices)?.strategy).toBe('tower');
});

test('nothing is affordable where the objective is met at no size', () => {
  expect(affordableCandidates(model, model.strategies[2]!, { ...wish, p99Ms: 0.05 }, prices)).toBeUndefined();
});
