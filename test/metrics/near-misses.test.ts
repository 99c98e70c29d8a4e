import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extendedRelevance, keywordRelevance } from '../../src/dataset/extended-relevance.ts';
import { keywordsOf } from '../../src/dataset/keywords.ts';
import { averagePrecisionAtR } from '../../src/metrics/average-precision-at-r.ts';
import { evaluateScores } from '../../src/metrics/evaluate.ts';
import { hubness } from '../../src/metrics/hubness.ts';
import { strata } from '../../src/metrics/strata.ts';
import { topRankings } from '../../src/metrics/top-rankings.ts';
import type { Item, SideData } from '../../src/types.ts';
import { matrixOf, randomProblem, relevanceOf } from '../support/ranking-reference.ts';

describe('mAP@R', () => {
  test('is 1 where the right answers stand first, and 0 where none is among as many as there are', () => {
    expect(averagePrecisionAtR([1, 2, 3])).toBe(1);
    expect(averagePrecisionAtR([4, 5, 6])).toBe(0);
  });

  test('of the example of Musgrave et al.: right, wrong, right among ten right ones has (1 + 2/3) / 10', () => {
    expect(averagePrecisionAtR([1, 3, 11, 12, 13, 14, 15, 16, 17, 18])).toBeCloseTo((1 + 2 / 3) / 10, 12);
  });

  test('equals the sum over ranks written out', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }), (drawn) => {
        const ranks = drawn.toSorted((a, b) => a - b);
        let sum = 0;
        for (let depth = 1; depth <= ranks.length; depth++) {
          const found = ranks.filter((rank) => rank <= depth).length;
          if (ranks.includes(depth)) sum += found / depth;
        }
        expect(averagePrecisionAtR(ranks)).toBeCloseTo(sum / ranks.length, 12);
      }),
      { seed: 5 },
    );
  });
});

describe('hubness', () => {
  const ranked = (values: number[], rows: number, columns: number, depth: number) => {
    const all = relevanceOf(
      rows,
      columns,
      Array.from({ length: rows }, (_, row) => [row, 0, 1] as [number, number, number]),
    );
    return topRankings(matrixOf(rows, columns, values), all, 'left-right', depth);
  };

  test('is unknown where every candidate is found equally often', () => {
    expect(hubness(ranked([2, 1, 1, 2], 2, 2, 1), 2)).toBeUndefined();
  });

  test('of one candidate that is every answer among four is that of the counts 4, 0, 0, 0', () => {
    const first = Array.from({ length: 4 }, () => [9, 1, 2, 3]).flat();
    // Deviations 3, −1, −1, −1: third moment 6, second 3.
    expect(hubness(ranked(first, 4, 4, 1), 4)!.skewness).toBeCloseTo(6 / 3 ** 1.5, 12);
  });

  test('changes with how often a query occurs as its influence says', () => {
    const { scores, relevance } = randomProblem(7, 15, 12);
    const top = topRankings(scores, relevance, 'left-right', 3);
    const skewness = (weights: readonly number[]): number => {
      const counts = Array<number>(12).fill(0);
      for (const [at, row] of top.rows.entries()) counts[row]! += weights[Math.floor(at / 3)]!;
      const moment = (power: number): number => {
        const mean = counts.reduce((sum, count) => sum + count, 0) / 12;
        return counts.reduce((sum, count) => sum + (count - mean) ** power, 0) / 12;
      };
      return moment(3) / moment(2) ** 1.5;
    };
    const once = Array<number>(top.queryRows.length).fill(1);
    const { skewness: value, influences } = hubness(top, 12)!;
    expect(value).toBeCloseTo(skewness(once), 12);
    for (const [query, influence] of influences.entries()) {
      const [more, less] = [1e-5, -1e-5].map((step) => skewness(once.with(query, 1 + step))) as [number, number];
      expect(influence).toBeCloseTo((more - less) / 2e-5, 6);
    }
  });
});

const side = (units: string[], groups: string[][] = []): SideData => ({
  name: 'side',
  items: units.map((unit, i): Item => ({ id: `${i}`, unit, ...(groups[i] === undefined ? {} : { groups: groups[i] }) })),
  features: { global: matrixOf(units.length, 1, Array(units.length).fill(0)) },
});

describe('extended relevance', () => {
  test('grades a right answer 2 and another item of the family 1', () => {
    const extended = extendedRelevance({
      left: side(['cat', 'dog']),
      right: side(['cat', 'cat', 'dog', 'bird']),
      relevance: relevanceOf(2, 4, [
        [0, 0, 1],
        [1, 2, 1],
      ]),
    })!;
    expect([...extended.columnOf]).toEqual([0, 1, 2]);
    expect([...extended.grades]).toEqual([2, 1, 2]);
  });

  test('is nothing of its own where no family has more than its right answers', () => {
    expect(
      extendedRelevance({ left: side(['a']), right: side(['a', 'b']), relevance: relevanceOf(1, 2, [[0, 0, 1]]) }),
    ).toBeUndefined();
  });
});

describe('relevance by keywords', () => {
  const described = (texts: (string | undefined)[], units: string[]): SideData => {
    const { name, items, features } = side(units);
    return { name, items: items.map((item, i) => ({ ...item, text: texts[i] })), features };
  };

  test('a text is a list of keywords where commas divide short parts and no sentence ends', () => {
    expect(keywordsOf('Keycap 0, null, zero, null')).toEqual(['keycap 0', 'null', 'zero']);
    for (const text of [undefined, 'zero', 'a, ', 'Anna likes tea, chess.', 'this part is far, too long to be one']) {
      expect(keywordsOf(text)).toEqual([]);
    }
  });

  test('a picture has the keywords of its texts, a label those of its picture, and sharing one is grade 1', () => {
    const part = {
      left: described([undefined, undefined], ['cat', 'cow']),
      right: described(
        ['cat, pet, animal', 'cat', 'cow, animal', 'boat, sea', 'cat statue'],
        ['cat', 'cat', 'cow', 'boat', 'cat'],
      ),
      relevance: relevanceOf(2, 5, [
        [0, 0, 1],
        [0, 1, 1],
        [1, 2, 1],
      ]),
    };
    const extended = keywordRelevance(part)!;
    const grades = (row: number) =>
      Object.fromEntries(
        Array.from({ length: extended.offsets[row + 1]! - extended.offsets[row]! }, (_, i) => [
          extended.columnOf[extended.offsets[row]! + i]!,
          extended.grades[extended.offsets[row]! + i]!,
        ]),
      );
    // The statue is of the family; the cow shares a keyword; the boat neither.
    expect(grades(0)).toEqual({ 0: 2, 1: 2, 2: 1, 4: 1 });
    // The label "cat" has no list of its own.
    expect(grades(1)).toEqual({ 0: 1, 1: 1, 2: 2 });
  });

  test('is nothing where keywords relate no more than families do', () => {
    const part = {
      left: described([undefined], ['a']),
      right: described(['x, y', 'x'], ['a', 'a']),
      relevance: relevanceOf(1, 2, [[0, 0, 1]]),
    };
    expect(keywordRelevance(part)).toBeUndefined();
    expect(extendedRelevance(part)).toBeDefined();
  });
});

test('strata weighed by their queries give the average of all queries that have a group', () => {
  const { scores, relevance } = randomProblem(3, 21, 19);
  const units = { left: new Int32Array(21), right: new Int32Array(19) };
  const evaluation = evaluateScores(scores, relevance, units)['left-right'];
  const items = side(
    Array.from({ length: 21 }, () => 'unit'),
    Array.from({ length: 21 }, (_, row) => [row % 3 === 0 ? 'animals' : 'objects', 'finer']),
  ).items;
  const groups = strata(evaluation, items);
  expect(groups.map(({ group }) => group).sort()).toEqual(['animals', 'objects']);
  const total = groups.reduce((sum, { queries }) => sum + queries, 0);
  expect(total).toBe(evaluation.queryRows.length);
  const weighed = groups.reduce((sum, { queries, averages }) => sum + queries * averages.MRR!, 0) / total;
  expect(weighed).toBeCloseTo(evaluation.averages.MRR, 6);
});
