import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderCurve } from '../../src/metrics/pair-auc.ts';
import { pairAveragePrecision } from '../../src/metrics/pair-average-precision.ts';
import { groupByScore } from '../../src/metrics/score-groups.ts';
import { type Judgement, matrixOf, randomProblem, relevanceOf } from '../support/ranking-reference.ts';

/** AUC by comparing every right pair with every wrong pair. */
function slowAuc(right: number[], wrong: number[]): number {
  let won = 0;
  for (const r of right) for (const w of wrong) won += r > w ? 1 : r === w ? 0.5 : 0;
  return won / (right.length * wrong.length);
}

/** AP by walking every distinct threshold, counting from scratch at each. */
function slowAveragePrecision(right: number[], wrong: number[]): number {
  const thresholds = [...new Set([...right, ...wrong])].sort((a, b) => b - a);
  let recall = 0;
  let sum = 0;
  for (const threshold of thresholds) {
    const found = right.filter((score) => score >= threshold).length;
    const shown = found + wrong.filter((score) => score >= threshold).length;
    sum += (found / right.length - recall) * (found / shown);
    recall = found / right.length;
  }
  return sum;
}

const oneRow = (scores: number[], labels: number[]) => {
  const judgements = labels.flatMap((label, column): Judgement[] => (label > 0 ? [[0, column, label]] : []));
  return groupByScore(matrixOf(1, scores.length, scores), relevanceOf(1, scores.length, judgements));
};

describe('pooled pair metrics', () => {
  test('agree with counting every pair, with many ties', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 12 }), (seed, rows, columns) => {
        const { scores, relevance, judgements } = randomProblem(seed, rows, columns);
        const right: number[] = [];
        const wrong: number[] = [];
        for (const [at, score] of scores.data.entries()) {
          const isRight = judgements.some(([l, r, grade]) => grade > 0 && l * columns + r === at);
          (isRight ? right : wrong).push(score);
        }
        fc.pre(wrong.length > 0);
        const groups = groupByScore(scores, relevance);
        expect(areaUnderCurve(groups)).toBeCloseTo(slowAuc(right, wrong), 12);
        expect(pairAveragePrecision(groups)).toBeCloseTo(slowAveragePrecision(right, wrong), 12);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('agree with the example in the manual of scikit-learn: AUC 0.75, AP 0.83', () => {
    const groups = oneRow([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    expect(areaUnderCurve(groups)).toBe(0.75);
    expect(pairAveragePrecision(groups)).toBeCloseTo(0.8333, 4);
  });

  test('give the constant scorer AUC ½ and AP the share of right pairs', () => {
    const groups = oneRow([3, 3, 3, 3, 3], [0, 1, 0, 0, 0]);
    expect(areaUnderCurve(groups)).toBe(0.5);
    expect(pairAveragePrecision(groups)).toBeCloseTo(0.2, 12);
  });

  test('do not change when every score passes through the same increasing function', () => {
    const { scores, relevance } = randomProblem(5, 9, 9);
    const moved = matrixOf(
      9,
      9,
      Array.from(scores.data, (score) => Math.exp(3 * score)),
    );
    const { scores: _, ...counts } = groupByScore(scores, relevance);
    expect(groupByScore(moved, relevance)).toMatchObject(counts);
  });

  test('are undefined where there is nothing to compare', () => {
    expect(areaUnderCurve(oneRow([1, 2], [1, 1]))).toBeUndefined();
    expect(areaUnderCurve(oneRow([1, 2], [0, 0]))).toBeUndefined();
    expect(pairAveragePrecision(oneRow([1, 2], [0, 0]))).toBeUndefined();
  });
});
