import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestScores } from '../../src/metrics/best-scores.ts';
import { pairAveragePrecision } from '../../src/metrics/pair-average-precision.ts';
import { sumPairs } from '../../src/metrics/pair-sums.ts';
import { bestThreshold, curveAveragePrecision, precisionRecall, thinned } from '../../src/metrics/precision-recall.ts';
import { groupByScore } from '../../src/metrics/score-groups.ts';
import { levelsOf, weighted } from '../../src/metrics/score-levels.ts';
import { allPairs, atPrevalence } from '../../src/metrics/scored-pairs.ts';
import { createRandom } from '../../src/random.ts';
import type { Direction } from '../../src/types.ts';
import { type Judgement, matrixOf, randomProblem, relevanceOf } from '../support/ranking-reference.ts';

const settings = { seed: 3, numRuns: 60 };
const sizes = [fc.integer(), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 2, max: 10 })] as const;
const listed = ({ scores, right }: { scores: Float32Array; right: Uint8Array }) =>
  [...scores].map((score, i) => ({ score, isRight: right[i] === 1 }));

describe('judging pairs by a threshold', () => {
  test('all pairs of a matrix carry the label that the judgements give them; a grade of 0 is wrong', () => {
    fc.assert(
      fc.property(...sizes, (seed, rows, columns) => {
        const { scores, relevance, judgements } = randomProblem(seed, rows, columns);
        const pairs = allPairs(scores, relevance);
        for (const [at, one] of listed(pairs).entries()) {
          expect(one.isRight).toBe(judgements.some(([l, r, grade]) => grade > 0 && l * columns + r === at));
          expect(pairs.offsets[Math.floor(at / columns)]).toBe(at - (at % columns));
        }
      }),
      settings,
    );
  });

  test('levels, precision, recall and the best threshold are those of counting from scratch at every score', () => {
    fc.assert(
      fc.property(...sizes, (seed, rows, columns) => {
        const { scores, relevance } = randomProblem(seed, rows, columns);
        const pairs = allPairs(scores, relevance);
        const all = listed(pairs);
        const levels = levelsOf(pairs);
        const distinct = [...new Set(all.map(({ score }) => score))].sort((a, b) => a - b);
        expect([...levels.scores]).toEqual(distinct);
        expect([...levels.right]).toEqual(distinct.map((s) => all.filter(({ score, isRight }) => isRight && score === s).length));
        expect([...levels.wrong]).toEqual(
          distinct.map((s) => all.filter(({ score, isRight }) => !isRight && score === s).length),
        );

        const total = all.filter(({ isRight }) => isRight).length;
        const at = (threshold: number) => {
          const passed = all.filter(({ score }) => score >= threshold);
          const hits = passed.filter(({ isRight }) => isRight).length;
          return { precision: hits / passed.length, recall: hits / total, f1: (2 * hits) / (passed.length + total) };
        };
        const curve = precisionRecall(levels);
        curve.thresholds.forEach((threshold, i) => {
          expect(curve.precision[i]).toBeCloseTo(at(threshold).precision, 12);
          expect(curve.recall[i]).toBeCloseTo(at(threshold).recall, 12);
        });
        const best = bestThreshold(curve);
        if (total === 0) expect(best).toBeUndefined();
        else expect(at(best!).f1).toBeCloseTo(Math.max(...distinct.map((threshold) => at(threshold).f1)), 12);
        const expected = pairAveragePrecision(groupByScore(scores, relevance));
        if (expected === undefined) expect(curveAveragePrecision(curve)).toBeUndefined();
        else expect(curveAveragePrecision(curve)).toBeCloseTo(expected, 12);
      }),
      settings,
    );
  });

  test('a perfect scorer has a threshold that lets in what is right and nothing else; a constant one lets in everything', () => {
    const relevance = relevanceOf(2, 3, [
      [0, 0, 1],
      [1, 2, 1],
    ]);
    const perfect = precisionRecall(levelsOf(allPairs(matrixOf(2, 3, [0.9, 0.1, 0.2, 0.3, 0, 0.8]), relevance)));
    expect(bestThreshold(perfect)).toBe(Math.fround(0.8));
    expect(curveAveragePrecision(perfect)).toBe(1);
    const constant = precisionRecall(levelsOf(allPairs(matrixOf(2, 3, new Array(6).fill(0.5)), relevance)));
    expect([...constant.precision]).toEqual([1 / 3]);
    expect([...constant.recall]).toEqual([1]);
    const inverted = precisionRecall(levelsOf(allPairs(matrixOf(2, 3, [-0.9, -0.1, -0.2, -0.3, 0, -0.8]), relevance)));
    expect([...inverted.precision]).toEqual([1 / 5, 2 / 6]);
  });

  test('of equal F1 the highest threshold is taken', () => {
    // F1 of 2 / (1 + 3) at 0.9 and of 4 / (5 + 3) at 0.3.
    const labels = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    const values = [0.9, 0.6, 0.5, 0.4, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.1];
    const judgements = labels.flatMap((label, column): Judgement[] => (label ? [[0, column, 1]] : []));
    const curve = precisionRecall(levelsOf(allPairs(matrixOf(1, 11, values), relevanceOf(1, 11, judgements))));
    expect(bestThreshold(curve)).toBe(Math.fround(0.9));
  });

  test('a thinned curve starts and ends where the curve does, leaves no gap in recall that the curve does not have, and keeps its points', () => {
    const random = createRandom(5);
    const [rows, columns] = [40, 50];
    const judgements = Array.from({ length: 400 }, (_, i): Judgement => [i % rows, (7 * i) % columns, 1]);
    const scores = matrixOf(
      rows,
      columns,
      Array.from({ length: rows * columns }, () => random.normal()),
    );
    const curve = precisionRecall(
      levelsOf(allPairs(scores, relevanceOf(rows, columns, [...new Map(judgements.map((j) => [`${j}`, j])).values()]))),
    );
    const thin = thinned(curve, 20);
    expect(thin.recall.length).toBeLessThanOrEqual(22);
    expect(thin.recall[0]).toBe(curve.recall[0]);
    expect(thin.recall.at(-1)).toBe(1);
    thin.recall.forEach((recall, i) => {
      expect(recall - (thin.recall[i - 1] ?? 0)).toBeLessThan(2 / 20);
      expect(thin.precision[i]).toBe(curve.precision[curve.recall.indexOf(recall)]);
    });
  });

  test('sums of groups are those of adding up their pairs one by one', () => {
    const { scores, relevance } = randomProblem(8, 9, 7);
    const pairs = allPairs(scores, relevance);
    const groupOf = [0, 2, 1, 1, 0, 2, 2, 0, 1];
    const scaling = { scale: 2, bias: -0.3 };
    const sums = sumPairs(pairs, groupOf, 3, 0.25, scaling);
    for (const group of [0, 1, 2]) {
      const own = listed(pairs).filter((_, at) => groupOf[Math.floor(at / 7)] === group);
      const passed = own.filter(({ score }) => score >= 0.25);
      expect(sums.pairs[group]).toBe(own.length);
      expect(sums.right[group]).toBe(own.filter(({ isRight }) => isRight).length);
      expect(sums.passed[group]).toBe(passed.length);
      expect(sums.hits[group]).toBe(passed.filter(({ isRight }) => isRight).length);
      const errors = own.map(({ score, isRight }) => (1 / (1 + Math.exp(0.3 - 2 * score)) - Number(isRight)) ** 2);
      expect(sums.squaredError[group]).toBeCloseTo(
        errors.reduce((sum, error) => sum + error, 0),
        12,
      );
    }
  });
});

describe('pairs at a prevalence', () => {
  const rows = 30;
  const columns = 40;
  const relevance = relevanceOf(
    rows,
    columns,
    Array.from({ length: rows }, (_, row): Judgement => [row, row, 1]),
  );
  // Every pair has a score of its own, so that it can be recognised.
  const pairs = allPairs(
    matrixOf(
      rows,
      columns,
      Array.from({ length: rows * columns }, (_, at) => at),
    ),
    relevance,
  );

  test('are every right pair and exactly so many different wrong ones, each in its row, the same for the same seed', () => {
    const drawn = atPrevalence(pairs, 10, createRandom(1))!;
    expect(drawn.scores).toHaveLength(11 * rows);
    expect(new Set(drawn.scores).size).toBe(11 * rows);
    listed(drawn).forEach(({ score, isRight }) => void expect(isRight).toBe(Math.floor(score / columns) === score % columns));
    for (let row = 0; row < rows; row++) {
      const own = drawn.scores.subarray(drawn.offsets[row]!, drawn.offsets[row + 1]!);
      for (const score of own) expect(Math.floor(score / columns)).toBe(row);
      expect(own).toContain(row * columns + row);
    }
    expect(drawn.offsets.at(-1)).toBe(11 * rows);
    expect([...atPrevalence(pairs, 10, createRandom(1))!.scores]).toEqual([...drawn.scores]);
    expect([...atPrevalence(pairs, 10, createRandom(2))!.scores]).not.toEqual([...drawn.scores]);
  });

  test('every wrong pair is as likely as any other', () => {
    const times = new Uint32Array(rows * columns);
    const draws = 400;
    for (let seed = 0; seed < draws; seed++) {
      for (const score of atPrevalence(pairs, 10, createRandom(seed))!.scores) times[score]!++;
    }
    const share = (10 * rows) / (rows * columns - rows);
    const deviation = Math.sqrt(draws * share * (1 - share));
    times.forEach((count, at) => {
      if (Math.floor(at / columns) === at % columns) expect(count).toBe(draws);
      else expect(Math.abs(count - draws * share)).toBeLessThan(5 * deviation);
    });
  });

  test('are missing where there are too few wrong ones or no right one', () => {
    expect(atPrevalence(pairs, 39, createRandom(1))!.scores).toHaveLength(40 * rows);
    expect(atPrevalence(pairs, 40, createRandom(1))).toBeUndefined();
    expect(atPrevalence(allPairs(matrixOf(1, 2, [0, 1]), relevanceOf(1, 2, [])), 1, createRandom(1))).toBeUndefined();
  });

  test('weighting wrong pairs gives the curve of that many copies of them', () => {
    const { scores, relevance: some } = randomProblem(4, 12, 12);
    const levels = levelsOf(allPairs(scores, some));
    const perRight = (3 * levels.wrongTotal) / levels.rightTotal;
    const weightedCurve = precisionRecall(weighted(levels, perRight));
    const copied = precisionRecall({
      ...levels,
      wrong: levels.wrong.map((count) => 3 * count),
      wrongTotal: 3 * levels.wrongTotal,
    });
    weightedCurve.precision.forEach((value, i) => void expect(value).toBeCloseTo(copied.precision[i]!, 12));
  });
});

describe('best scores of queries, half of them without their right answers', () => {
  test.each<Direction>(['left-right', 'right-left'])('%s: are the largest of what each query has left', (direction) => {
    fc.assert(
      fc.property(...sizes, (seed, rows, columns) => {
        const { scores, relevance, judgements } = randomProblem(seed, rows, columns);
        const { queryRows, best, answerable } = bestScores(scores, relevance, direction, createRandom(seed));
        const forward = direction === 'left-right';
        const candidates = forward ? columns : rows;
        const rightOf = (query: number) =>
          judgements.filter((pair) => pair[2] > 0 && pair[forward ? 0 : 1] === query).map((pair) => pair[forward ? 1 : 0]);
        queryRows.forEach((query, i) => {
          const left = Array.from({ length: candidates }, (_, candidate) => candidate).filter(
            (candidate) => answerable[i] === 1 || !rightOf(query).includes(candidate),
          );
          const values = left.map(
            (candidate) => scores.data[forward ? query * columns + candidate : candidate * columns + query]!,
          );
          expect(best[i]).toBe(Math.max(...values));
        });
        const asked = Array.from({ length: forward ? rows : columns }, (_, query) => query).filter(
          (query) => rightOf(query).length > 0,
        );
        const hopeless = asked.filter((query) => rightOf(query).length === candidates && !queryRows.includes(query));
        expect([...queryRows, ...hopeless].sort((a, b) => a - b)).toEqual(asked);
        expect(queryRows.length - answerable.reduce((sum, one) => sum + one, 0) + hopeless.length).toBe(
          Math.floor(asked.length / 2),
        );
      }),
      settings,
    );
  });
});
