import { createRandom, deriveSeed } from '../random.ts';
import { type Expectation, type SanityArm, scoresOf } from './arm.ts';
import { sharesItems } from './item-overlap.ts';
import { type CountedQuery, countQueries, meanOf, rightPairs } from './right-pairs.ts';

const exact = (metric: Expectation['metric'], value: number): Expectation => ({ metric, value, tolerance: 1e-5 });

/** The mean reciprocal rank by counting; it holds for any scores. */
const byCounting: SanityArm['expected'] = (scores, { test }, direction) =>
  exact('MRR', meanOf(countQueries(scores, test.relevance, direction).map(({ wrongBefore }) => 1 / (1 + wrongBefore))));

/** Ties count against the scorer, so that one which cannot tell anything gets nothing: 0 unless a query has no wrong candidate. */
const nothing: NonNullable<SanityArm['expected']> = (scores, { test }, direction) =>
  exact('R@1', meanOf(countQueries(scores, test.relevance, direction).map(({ wrong }) => Number(wrong === 0))));

export const constant: SanityArm = {
  summary: 'every pair alike',
  scores: ({ test }) => scoresOf(test, () => 0.5),
  expected: nothing,
};

/** Standard errors within which a random figure has to lie: beyond is less than one run in a million. */
const standardErrors = 5;

/** That one of R right among M candidates in random order is among the first ten: `1 − C(M − R, 10) / C(M, 10)`. */
function foundByChance({ right, wrong }: CountedQuery): number {
  let missed = 1;
  for (let drawn = 0; drawn < 10; drawn++) missed *= Math.max(0, wrong - drawn) / Math.max(1, right + wrong - drawn);
  return 1 - missed;
}

export const random: SanityArm = {
  summary: 'uniform numbers',
  scores: ({ test, seed }) => scoresOf(test, createRandom(deriveSeed(seed, 'sanity')).uniform),
  expected: (scores, { test }, direction) => {
    const chances = countQueries(scores, test.relevance, direction).map(foundByChance);
    const variance = meanOf(chances.map((chance) => chance * (1 - chance))) / chances.length;
    return { metric: 'R@10', value: meanOf(chances), tolerance: 1e-5 + standardErrors * Math.sqrt(variance) };
  },
};

export const oracle: SanityArm = {
  summary: 'the right answers themselves',
  scores: ({ test }) => {
    const isRight = rightPairs(test.relevance);
    return scoresOf(test, (row, column) => isRight[row * test.right.items.length + column]!);
  },
  expected: () => exact('R@1', 1),
};

export const twoLevels: SanityArm = {
  summary: 'right pairs tie with half of the wrong ones',
  scores: ({ test }) => {
    const isRight = rightPairs(test.relevance);
    return scoresOf(test, (row, column) => Math.max(isRight[row * test.right.items.length + column]!, (row + column) % 2));
  },
  expected: byCounting,
};

export const duplicates: SanityArm = {
  summary: 'the right answers, with every item twice under two names',
  scores: ({ test }) => {
    const isRight = rightPairs(test.relevance);
    const [rows, columns] = [test.left.items.length, test.right.items.length];
    const twin = (item: number, items: number): number => Math.min(items - 1, item ^ 1);
    return scoresOf(test, (row, column) => {
      const [own, other] = [row * columns, twin(row, rows) * columns];
      const beside = twin(column, columns);
      return isRight[own + column]! | isRight[own + beside]! | isRight[other + column]! | isRight[other + beside]!;
    });
  },
  expected: byCounting,
};

/**
 * How often an item was a right answer in training. Where parts share no items none of the tested ones was seen, and a prior from training alone
 * cannot tell them apart; a figure above nothing would be a leak. Where they do it is the floor that a recommender has to beat.
 */
export const popularity: SanityArm = {
  summary: 'how often an item was right in training',
  scores: ({ train, test }) => {
    const { left, right, relevance } = train;
    const times = new Map<string, number>();
    for (let row = 0; row < relevance.rows; row++) {
      for (let at = relevance.offsets[row]!; at < relevance.offsets[row + 1]!; at++) {
        if (relevance.grades[at]! === 0) continue;
        const names = [`left ${left.items[row]!.id}`, `right ${right.items[relevance.columnOf[at]!]!.id}`];
        for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
      }
    }
    const [lefts, rights] = (['left', 'right'] as const).map((side) =>
      test[side].items.map(({ id }) => times.get(`${side} ${id}`) ?? 0),
    ) as [number[], number[]];
    return scoresOf(test, (row, column) => lefts[row]! + rights[column]!);
  },
  expected: (scores, world, direction) => (sharesItems(world) ? undefined : nothing(scores, world, direction)),
};
