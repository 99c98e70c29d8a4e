import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CostModel } from '../../src/decision/cost-model.ts';
import { decide } from '../../src/decision/decide.ts';
import { decisionSentences } from '../../src/decision/decision-sentences.ts';
import { shortfallWords } from '../../src/decision/decision-words.ts';
import { fitGrowth } from '../../src/decision/growth.ts';
import type { Offer } from '../../src/decision/offer.ts';
import { offersWith } from '../../src/decision/rank.ts';
import { circumstancesOf } from '../../src/decision/reach.ts';
import type { Wish } from '../../src/decision/wish.ts';
import {
  certainPrices,
  fusion,
  graph,
  type SyntheticStrategy,
  syntheticModel,
  syntheticStrategy,
  tower,
} from '../support/synthetic-cost-model.ts';

const three = syntheticModel([tower, fusion, graph]);
const wish: Wish = { candidates: 10_000, queriesPerSecond: 50, p99Ms: 200 };
const offer = (model: CostModel, id: string, asked: Wish = wish): Offer =>
  decide(model, asked, certainPrices).offers.find((one) => one.id === id)!;

const anyStrategy = (id: string): fc.Arbitrary<SyntheticStrategy> =>
  fc.record({
    id: fc.constant(id),
    line: fc.tuple(fc.double({ min: 0.01, max: 5, noNaN: true }), fc.double({ min: 1e-6, max: 1e-3, noNaN: true })),
    tail: fc.double({ min: 1, max: 5, noNaN: true }),
    quality: fc
      .tuple(fc.double({ min: 0.5, max: 0.9, noNaN: true }), fc.double({ min: 0, max: 0.1, noNaN: true }))
      .map(([top, drop]): [number, number, number] => [top, top - drop, top - 2 * drop]),
  });
const anyModel = fc
  .tuple(anyStrategy('a'), anyStrategy('b'), anyStrategy('c'), anyStrategy('d'))
  .map((all) => syntheticModel(all.map((one) => syntheticStrategy(one))));
const anyWish: fc.Arbitrary<Wish> = fc.record({
  candidates: fc.integer({ min: 100, max: 150_000 }),
  queriesPerSecond: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  p99Ms: fc.double({ min: 1, max: 500, noNaN: true }),
  quality: fc.double({ min: 0.5, max: 1, noNaN: true }),
});
const cases = { seed: 1, numRuns: 40 };

describe('the answer', () => {
  test('is the cheapest strategy that is good enough, another one for another wish', () => {
    const winner = (changes: Partial<Wish>) => decide(three, { ...wish, ...changes }, certainPrices).winner;
    expect(winner({})).toBe('tower');
    expect(winner({ quality: 0.99 })).toBe('fusion');
    expect(winner({ candidates: 100_000 })).toBe('graph');
  });

  test('is of equal rents one whose load was measured, though a guess from single queries promises more', () => {
    const rates = [{ ratePerSecond: 300, p99Ms: 100, sustained: true }];
    const loaded = syntheticStrategy(
      { id: 'loaded', line: [0.2, 1e-4] },
      { loads: [{ candidates: 10_000, serviceMs: 1.2, rates }] },
    );
    const guessed = syntheticStrategy({ id: 'guessed', line: [0.1, 1e-4] });
    const { winner, offers } = decide(syntheticModel([guessed, loaded]), wish, certainPrices);
    const [first, second] = ['loaded', 'guessed'].map((id) => offers.find((one) => one.id === id)!);
    expect(first!.pricePerMonth).toBe(second!.pricePerMonth);
    expect(first!.load!).toBeGreaterThan(second!.load!);
    expect(winner).toBe('loaded');
  });

  test('counts machines as the rate over the planned share of the rate that meets the objective', () => {
    // A mean of 0.2 + 1 = 1.2 ms and a p99 of 2.4 ms within 24: nine tenths of the time, 750 a second, of which half is planned for.
    const { ratePerMachine, machines, load, pricePerMonth } = offer(three, 'tower', {
      ...wish,
      queriesPerSecond: 1000,
      p99Ms: 24,
    });
    expect(ratePerMachine?.value).toBeCloseTo(750, 6);
    expect(load).toBeCloseTo(1000 / 375, 6);
    expect(machines).toBe(3);
    expect(pricePerMonth).toBeCloseTo(3 * 730, 6);
  });

  test('adds what updates take, their backbone included, and says what a whole refresh costs', () => {
    const { load, updateLoad, refreshHours, refreshPrice } = offer(three, 'tower', { ...wish, updatesPerDay: 86_400 });
    expect(load! - offer(three, 'tower').load!).toBeCloseTo(updateLoad!, 9);
    // One update a second of 11 ms, at half the machine.
    expect(updateLoad).toBeCloseTo(0.022, 9);
    expect(refreshHours).toBeCloseTo((10_000 * 11) / 3.6e6, 9);
    expect(refreshPrice).toBeCloseTo(refreshHours!, 9);
  });

  test('never is a strategy that another one beats in cost and latency, at no less quality', () => {
    fc.assert(
      fc.property(anyModel, anyWish, (model, asked) => {
        const { winner, offers } = decide(model, asked, certainPrices);
        const chosen = offers.find(({ id }) => id === winner);
        const beats = (a: Offer, b: Offer): boolean =>
          a.loadPricePerMonth! < b.loadPricePerMonth! &&
          a.pricePerMonth! <= b.pricePerMonth! &&
          a.p99Ms!.value <= b.p99Ms!.value &&
          a.quality!.value >= b.quality!.value;
        if (chosen !== undefined)
          expect(offers.filter((one) => one.loadPricePerMonth !== undefined && beats(one, chosen))).toEqual([]);
      }),
      cases,
    );
  });

  test('costs no less with more queries, and none with more candidates', () => {
    fc.assert(
      fc.property(anyModel, anyWish, fc.double({ min: 1, max: 20, noNaN: true }), (model, asked, factor) => {
        const { quality: _, ...rest } = asked;
        const cost = (more: Wish, id: string): number =>
          offersWith(circumstancesOf(model, more, certainPrices)).find((one) => one.id === id)?.loadPricePerMonth ??
          Number.POSITIVE_INFINITY;
        const harder = [
          { ...rest, queriesPerSecond: factor * rest.queriesPerSecond },
          { ...rest, candidates: Math.ceil(factor * rest.candidates) },
          { ...rest, p99Ms: rest.p99Ms! / factor },
        ];
        for (const id of ['a', 'b', 'c', 'd'])
          for (const more of harder) expect(cost(more, id)).toBeGreaterThanOrEqual(cost(rest, id) * (1 - 1e-9));
      }),
      cases,
    );
  });

  test('is the same from a cost model that went through JSON', () => {
    fc.assert(
      fc.property(anyModel, anyWish, (model, asked) => {
        const again = JSON.parse(JSON.stringify(model)) as CostModel;
        const [first, second] = [model, again].map((one) => decide(one, asked, certainPrices));
        expect(JSON.stringify(second)).toBe(JSON.stringify(first));
        expect(decisionSentences(again, second!, certainPrices)).toEqual(decisionSentences(model, first!, certainPrices));
      }),
      cases,
    );
  });
});

describe('what is not known', () => {
  test('is never good enough: quality beyond ten times the largest pool is not quoted', () => {
    const at = (candidates: number) => decide(three, { ...wish, p99Ms: 2000, candidates, quality: 0.5 }, certainPrices);
    expect(at(160_000).winner).toBe('graph');
    const far = at(160_001);
    expect(far.winner).toBeUndefined();
    for (const one of far.offers) {
      expect(one.quality).toBeUndefined();
      expect(one.shortfalls).toContainEqual({ of: 'unknown', what: 'quality at this size' });
    }
    const said = decisionSentences(three, far, certainPrices);
    expect(said.answer).toContain('No strategy');
    expect(said.nearest[0]).toBe('With 160,000 candidates instead of 160,001: graph.');
  });

  test('is no obstacle where nobody asks for it', () => {
    const silent = syntheticModel([syntheticStrategy({ id: 'silent', line: [0.2, 1e-4] }, { p99Ms: undefined })]);
    const { p99Ms: _, ...anyLatency } = wish;
    expect(decide(silent, anyLatency, certainPrices).winner).toBe('silent');
    expect(offer(silent, 'silent').shortfalls).toEqual([{ of: 'unknown', what: 'p99' }]);
    expect(offer(silent, 'silent', { ...anyLatency, quality: 0.1 }).shortfalls).toEqual([{ of: 'unknown', what: 'quality' }]);
  });

  test('of a tail too short for its p99 is said with what is known instead', () => {
    const shortTail = { timed: 213, needed: 662, highest: { percentile: 95, ms: 4.1 } };
    const busy = syntheticModel([syntheticStrategy({ id: 'busy', line: [0.2, 1e-4] }, { p99Ms: undefined, shortTail })]);
    const [shortfall] = offer(busy, 'busy').shortfalls;
    expect(shortfallWords(shortfall!)).toBe('p99 not known (213 of 662 queries; p95 4.1 ms)');
    expect(decide(busy, wish, certainPrices).nearest.map(({ changed }) => changed)).toEqual([['p99Ms']]);
  });

  test('is told of updates whose backbone was not measured', () => {
    const model = syntheticModel([
      syntheticStrategy({ id: 'frozen', line: [0.2, 1e-4] }, { refresh: { encodeMs: 1, buildMs: 0 } }),
    ]);
    const [, refresh] = decisionSentences(model, decide(model, wish, certainPrices), certainPrices).upTo;
    expect(refresh).toContain('Not measured, and counted as nothing: the backbone.');
  });

  test('of one measured size is a bound: too large a bound leaves the objective open', () => {
    const single = syntheticStrategy(
      { id: 'single', line: [1, 1e-4] },
      {
        latencyMs: { form: 'one size', at: { size: 1000, cost: { value: 1 } } },
        p99Ms: { form: 'one size', at: { size: 1000, cost: { value: 2 } } },
      },
    );
    const { shortfalls, p99Ms } = offer(syntheticModel([single]), 'single', { ...wish, candidates: 1_000_000 });
    expect(p99Ms).toEqual({ value: 2000, low: 2, high: 2000 });
    expect(shortfalls).toEqual([{ of: 'unknown', what: 'p99 at this size' }]);
  });
});

test('what fits no machine is not served', () => {
  const heavy = syntheticModel([syntheticStrategy({ id: 'heavy', line: [0.2, 1e-4] }, { bytesPerItem: 2 ** 20 })]);
  expect(offer(heavy, 'heavy').shortfalls).toEqual([{ of: 'memory', bytes: 10_000 * 2 ** 20 }]);
});

test('where costs meet is told of what was measured at several sizes, however many others are cheaper; else why it is not known', () => {
  const at = fitGrowth([{ size: wish.candidates, cost: { value: 0.1 } }]);
  const singles = Array.from({ length: 15 }, (_, i) =>
    syntheticStrategy({ id: `single-${i}`, line: [0, 0] }, { latencyMs: at, p99Ms: at }),
  );
  const told = (strategies: CostModel['strategies']): readonly string[] => {
    const model = syntheticModel(strategies);
    return decisionSentences(model, decide(model, wish, certainPrices), certainPrices).breakEvens;
  };
  expect(told([...singles, tower, graph])).toEqual([
    expect.stringMatching(/^The work of tower and of graph costs the same at M = /),
  ]);
  expect(told([...singles, tower])).toEqual([expect.stringContaining('of what meets the wish, tower alone had its latency')]);
  expect(told(singles)).toEqual([expect.stringContaining('of what meets the wish, no strategy had its latency')]);
});
