import { expect, test } from 'vitest';
import { decide } from '../../src/decision/decide.ts';
import { decisionSentences } from '../../src/decision/decision-sentences.ts';
import { flipSentence } from '../../src/decision/decision-words.ts';
import type { Wish } from '../../src/decision/wish.ts';
import { certainPrices, fusion, graph, syntheticModel, syntheticStrategy, tower } from '../support/synthetic-cost-model.ts';

const wish: Wish = { candidates: 10_000, queriesPerSecond: 50 };
/** Thousands of machines: whatever costs less to serve is cheaper to rent. */
const busy: Wish = { ...wish, queriesPerSecond: 1e7 };
const model = syntheticModel([tower, fusion, graph]);

test('nothing turns an answer whose assumptions have no room', () => {
  const decision = decide(model, wish, certainPrices);
  expect(decision.flips).toEqual([]);
  expect(decisionSentences(model, decision, certainPrices).howSure[0]).toMatch(/^None of the \d+ assumptions/);
});

test('a planted flip is found, at the value where it happens', () => {
  // The rival's time is uncertain down to less than the tower's 1.2 ms.
  const rival = syntheticStrategy(
    { id: 'rival', line: [1, 1e-4], quality: [0.5, 0.4, 0.3] },
    { latencyMs: { form: 'one size', at: { size: 10_000, cost: { value: 2, low: 0.8, high: 3 } } } },
  );
  const all = syntheticModel([tower, fusion, rival]);
  const { winner, flips } = decide(all, busy, certainPrices);
  expect(winner).toBe('tower');
  expect(flips).toHaveLength(1);
  expect(flips[0]).toMatchObject({ quantity: 'mean latency', strategy: 'rival', end: 'low', winner: 'rival' });
  // A thousandth of the way, and a machine of thousands.
  expect(flips[0]!.at).toBeGreaterThan(1.2 - 0.0012 - 1e-3);
  expect(flips[0]!.at).toBeLessThanOrEqual(1.2);
  // Over one machine either is as good: the tower fills it a little more, for the same rent.
  expect(decide(all, wish, certainPrices)).toMatchObject({ winner: 'tower', flips: [] });
});

test('of many that turn the answer those are named that have to move least, and all are counted', () => {
  const rivals = Array.from({ length: 12 }, (_, i) =>
    syntheticStrategy(
      { id: `rival-${i}`, line: [1, 1e-4], quality: [0.5, 0.4, 0.3] },
      { latencyMs: { form: 'one size', at: { size: 10_000, cost: { value: 2 + ((i * 5) % 12) / 10, low: 0.4, high: 4 } } } },
    ),
  );
  const all = syntheticModel([tower, fusion, ...rivals]);
  const decision = decide(all, busy, certainPrices);
  expect(decision.flips).toHaveLength(12);
  const { howSure, wouldFlip } = decisionSentences(all, decision, certainPrices);
  expect(howSure[0]).toMatch(/^12 of the \d+ assumptions.*; the 8 that have to move least are named\.$/);
  // Of 2.0 to 3.1 ms down to 1.2, with one end for all: the quickest have to move the smallest share of the way.
  const taken = wouldFlip.map((sentence) => Number(/taken as ([\d.]+) ms/.exec(sentence)![1]));
  expect(taken).toEqual([2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7]);
});

test('a value that prints as the one that was taken is told as hardly another', () => {
  const measured = { value: 34.69, low: 34.6, high: 34.71 };
  const flip = { quantity: 'p99', strategy: 'graph', measured, end: 'high', at: 34.7 } as const;
  expect(flipSentence(flip)).toBe(
    'p99 of graph: taken as 34.7 ms [34.6 ms, 34.7 ms]; at hardly more, nothing is known to meet the wish.',
  );
  expect(flipSentence({ ...flip, at: 36, winner: 'tower' })).toMatch(/; at 36 ms or more, tower is the answer\.$/);
});

test('a quality that may be too low, or may be enough after all, is one', () => {
  const [weak, strong] = [
    syntheticStrategy({ id: 'weak', line: [0.2, 1e-4], quality: [0.58, 0.48, 0.38], spread: 0.03 }),
    syntheticStrategy({ id: 'strong', line: [1, 2e-3], quality: [0.6, 0.5, 0.4] }),
  ];
  const both = syntheticModel([weak, strong]);
  // Half way between the second and the third pool: 0.446 to 0.466.
  const at = (quality: number) => decide(both, { ...busy, quality }, certainPrices);
  expect(at(0.95).flips.map(({ strategy, end, winner }) => [strategy, end, winner])).toEqual([['weak', 'low', 'strong']]);
  expect(at(0.97).flips.map(({ strategy, end, winner }) => [strategy, end, winner])).toEqual([['weak', 'high', 'weak']]);
  expect(at(0.9).flips).toEqual([]);
});

test('how full machines may be turns it where whole machines do', () => {
  const prices = { ...certainPrices, utilisation: { value: 0.7, low: 0.5, high: 0.9 } };
  const kinds = [
    { name: 'small', cores: 1, memoryBytes: 2 ** 24, perHour: 1 },
    { name: 'large', cores: 1, memoryBytes: 2 ** 40, perHour: 1.5 },
  ];
  // The tower needs one large machine; the other small ones, two of them from 0.6 on.
  const roomy = syntheticStrategy({ id: 'roomy', line: [0.2, 1e-4] }, { bytesPerItem: 1e5 });
  const lean = syntheticStrategy(
    { id: 'lean', line: [12, 0] },
    {
      bytesPerItem: 10,
      latencyMs: { form: 'one size', at: { size: 10_000, cost: { value: 12 } } },
    },
  );
  const { winner, flips } = decide(
    syntheticModel([roomy, lean]),
    { ...wish, queriesPerSecond: 40 },
    { ...prices, machines: kinds },
  );
  expect(winner).toBe('lean');
  expect(flips).toEqual([]);
  const busier = decide(syntheticModel([roomy, lean]), { ...wish, queriesPerSecond: 58 }, { ...prices, machines: kinds });
  expect(busier.winner).toBe('lean');
  expect(busier.flips.map(({ quantity, end, winner: other }) => [quantity, end, other])).toEqual([
    ['utilisation', 'low', 'roomy'],
  ]);
});
