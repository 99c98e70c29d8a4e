import { expect, test } from 'vitest';
import { decide } from '../../src/decision/decide.ts';
import { type Headline, headline } from '../../src/decision/headline.ts';
import { choose } from '../../src/decision/reach.ts';
import type { Wish } from '../../src/decision/wish.ts';
import { certainPrices, fusion, graph, syntheticModel, syntheticStrategy, tower } from '../support/synthetic-cost-model.ts';

const three = syntheticModel([tower, fusion, graph]);
const wish: Wish = { candidates: 10_000, queriesPerSecond: 50, p99Ms: 200 };
const told = (changes: Partial<Wish>, model = three): Headline => {
  const asked = { ...wish, ...changes };
  return headline(model, decide(model, asked, certainPrices), certainPrices, undefined);
};
const number = (text: string): number => Number(/[\d,]+/.exec(text)![0].replaceAll(',', ''));

test('the break-even number is the last at which the answer is the one to take, and what follows it is named', () => {
  const { take, breakEven, breakEvenNote } = told({});
  expect(take).toBe('tower');
  const at = (candidates: number): string | undefined => choose(three, { ...wish, candidates }, certainPrices);
  expect([at(number(breakEven)), at(number(breakEven) + 1)]).toEqual(['tower', 'graph']);
  expect(breakEvenNote).toContain(`Above ${breakEven}, graph.`);
});

test('where another one is cheaper over fewer candidates, that is the break-even, though nothing is known beyond', () => {
  // Nothing is known of quality beyond ten times the largest pool.
  const { take, breakEven, breakEvenNote } = told({ candidates: 100_000, quality: 0.4 });
  expect(take).toBe('graph');
  const at = (candidates: number): string | undefined => choose(three, { ...wish, quality: 0.4, candidates }, certainPrices);
  expect([at(number(breakEven)), at(number(breakEven) - 1)]).toEqual(['graph', 'tower']);
  expect(breakEvenNote).toMatch(
    /^candidates: from there on it is the cheapest\. Below [\d,]+, tower\. Above 160,000, nothing is known/,
  );
});

test('where nothing is known to follow on either side, none breaks even', () => {
  const { breakEven, breakEvenNote } = told({ quality: 0.99 }, syntheticModel([fusion]));
  expect(breakEven).toMatch(/^none up to [\d,]+$/);
  expect(breakEvenNote).toContain('nothing is known to meet the wish');
});

test('the best strategy is named where that which is taken is worse, with its price or what it falls short of', () => {
  expect(told({ queriesPerSecond: 1 }).better).toBe('The best is fusion, for the same rent.');
  expect(told({}).better).toMatch(/^The best is fusion, for [\d,]+ EUR a month\.$/);
  expect(told({ p99Ms: 20 }).better).toMatch(/^The best is fusion, which does not meet the wish: p99 42 ms\.$/);
  expect(told({ quality: 0.99 }).better).toBeUndefined();
});

test('the sentence to quote says what to take and up to where, what the best gains and takes, and that it is affordable up to where', () => {
  const families = syntheticModel([
    { ...tower, family: 'dual tower' },
    { ...graph, family: 'dual tower' },
    { ...fusion, family: 'early fusion' },
  ]);
  const decision = decide(families, wish, certainPrices);
  const { quote, breakEven, other } = headline(families, decision, certainPrices, 'dual tower');
  expect(quote.split('; ')).toEqual([
    `Take tower up to ${breakEven} candidates, graph above`,
    expect.stringMatching(/^fusion gains 3\d(\.\d)? % of nDCG@10 for 19\.8 ms more a query$/),
    expect.stringMatching(/^fusion is affordable up to [\d,]+ candidates at 50 queries\/s\.$/),
  ]);
  expect(other).toContain(/[\d,]+ candidates at/.exec(quote.split('; ')[2]!)![0].replace(' at', ''));
  expect(told({ p99Ms: 0.01 }).quote).toMatch(/^No strategy of this run is known to meet 10,000 candidates/);
  expect(told({ quality: 0.99 }, syntheticModel([fusion])).quote).toMatch(/ candidates, nothing known to meet the wish above\.$/);
});

test('strategies are called by their words, and what tables call the one to take is said once', () => {
  const called = syntheticModel([{ ...tower, words: 'search by a tower' }, fusion, { ...graph, words: 'search in a graph' }]);
  const { take, takeNote, quote, breakEvenNote } = told({}, called);
  expect(take).toBe('search by a tower');
  expect(takeNote).toMatch(/ In tables and charts it is tower\.$/);
  expect(quote).toMatch(/^Take search by a tower up to [\d,]+ candidates, search in a graph above/);
  expect(breakEvenNote).toContain(', search in a graph.');
});

test('what is affordable up to where is good enough for the wish, where anything of that family is', () => {
  const families = syntheticModel([
    { ...tower, family: 'dual tower' },
    { ...fusion, family: 'early fusion' },
    // A cascade that hands its network one candidate costs next to nothing, and finds what its first stage does.
    { ...syntheticStrategy({ id: 'first of tower', line: [0.2, 1e-5], quality: [0.5, 0.4, 0.3] }), family: 'early fusion' },
  ]);
  const other = (quality: number | undefined): string | undefined => {
    const asked = { ...wish, quality };
    return headline(families, decide(families, asked, certainPrices), certainPrices, 'dual tower').other;
  };
  expect(other(undefined)).toMatch(/^first of tower answers/);
  expect(other(0.95)).toMatch(/^fusion answers/);
});

test('no best strategy is named where the one that is taken may be as good', () => {
  const near = syntheticStrategy({ id: 'near', line: [0.1, 1e-4], quality: [0.6, 0.499, 0.399], spread: 0.02 });
  const { take, better } = told({}, syntheticModel([near, fusion]));
  expect(take).toBe('near');
  expect(better).toBeUndefined();
});

test('where nothing meets the wish nothing is taken, and nothing breaks even', () => {
  expect(told({ p99Ms: 0.01 })).toMatchObject({ take: 'No strategy of this run', breakEven: 'not known', better: undefined });
});
