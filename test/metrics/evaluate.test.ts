import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluateScores } from '../../src/metrics/evaluate.ts';
import { metrics } from '../../src/metrics/metrics.ts';
import { metricsOver } from '../../src/metrics/metrics-over.ts';
import { createRandom } from '../../src/random.ts';
import type { Matrix, Relevance } from '../../src/types.ts';
import { type Judgement, matrixOf, randomProblem, relevanceOf, sortedRankings } from '../support/ranking-reference.ts';

const directions = ['left-right', 'right-left'] as const;

/** Every item its own family. */
const evaluate = (scores: Matrix, relevance: Relevance): Evaluation =>
  evaluateScores(scores, relevance, {
    left: Int32Array.from({ length: scores.rows }, (_, i) => i),
    right: Int32Array.from({ length: scores.columns }, (_, i) => i),
  });

const rsumOf = ({ together }: Evaluation): number => together.find(({ metric }) => metric === 'rsum')!.value;

describe('evaluateScores', () => {
  test('agrees with every formula written out over fully sorted rankings', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { scores, relevance, judgements } = randomProblem(seed, 11, 13);
        const evaluation = evaluate(scores, relevance);
        for (const direction of directions) {
          const rankings = [...sortedRankings(scores, judgements, direction).values()];
          const { perQuery } = evaluation[direction];
          for (const [query, list] of rankings.entries()) {
            const first = list.findIndex(({ grade }) => grade > 0);
            const grades = list.map(({ grade }) => grade);
            const gain = (order: number[]) => order.slice(0, 10).reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0);
            const precisions = grades.flatMap((grade, i) =>
              grade > 0 ? [grades.slice(0, i + 1).filter((g) => g > 0).length / (i + 1)] : [],
            );
            expect(perQuery.medR[query]).toBe(first + 1);
            expect(perQuery['R@1'][query]).toBe(Number(first < 1));
            expect(perQuery['R@5'][query]).toBe(Number(first < 5));
            expect(perQuery['R@10'][query]).toBe(Number(first < 10));
            expect(perQuery.MRR[query]).toBeCloseTo(1 / (first + 1), 6);
            expect(perQuery['nDCG@10'][query]).toBeCloseTo(gain(grades) / gain([...grades].sort((a, b) => b - a)), 6);
            const rightOnes = grades.filter((grade) => grade > 0).length;
            const before = grades.flatMap((grade, i) =>
              grade > 0 ? [grades.slice(i + 1).filter((later) => later === 0).length] : [],
            );
            const wrongOnes = grades.length - rightOnes;
            expect(perQuery['Recall@10'][query]).toBeCloseTo(grades.slice(0, 10).filter((g) => g > 0).length / rightOnes, 6);
            expect(perQuery.GAUC[query]).toBeCloseTo(
              wrongOnes === 0 ? 1 : before.reduce((a, b) => a + b) / (rightOnes * wrongOnes),
              6,
            );
            expect(perQuery.mAP[query]).toBeCloseTo(precisions.reduce((a, b) => a + b) / precisions.length, 6);
          }
        }
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  test('keeps every fraction in [0, 1]', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { scores, relevance } = randomProblem(seed);
      const evaluation = evaluate(scores, relevance);
      const values = [
        ...directions.flatMap((d) =>
          metricsOver('query').flatMap(([n, { unit }]) => (unit === 'fraction' ? [evaluation[d].averages[n]] : [])),
        ),
        ...Object.values(evaluation.pairs),
      ];
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });

  test('gives the constant scorer nothing, and the perfect scorer everything', () => {
    const judgements = Array.from({ length: 20 }, (_, i): Judgement => [i, i, 1]);
    const relevance = relevanceOf(20, 20, judgements);
    const constant = evaluate(matrixOf(20, 20, new Float32Array(400)), relevance);
    expect(rsumOf(constant)).toBe(0);
    expect(constant['left-right'].averages).toMatchObject({ 'R@1': 0, 'R@10': 0, 'nDCG@10': 0, medR: 20 });
    expect(constant['right-left'].averages.MRR).toBeCloseTo(1 / 20, 6);
    expect(constant.pairs).toEqual({ AUC: 0.5, AP: 1 / 20 });
    const perfect = evaluate(
      matrixOf(
        20,
        20,
        Array.from({ length: 400 }, (_, at) => Number(at % 21 === 0)),
      ),
      relevance,
    );
    expect(rsumOf(perfect)).toBe(600);
    for (const direction of directions) {
      const { medR, ...fractions } = perfect[direction].averages;
      expect(medR).toBe(1);
      expect(Object.values(fractions)).toEqual(Object.values(fractions).map(() => 1));
    }
    expect(perfect.pairs).toEqual({ AUC: 1, AP: 1 });
  });

  test('gives a constant scorer R@1 of 1 only for queries to which every candidate is right', () => {
    const relevance = relevanceOf(2, 2, [
      [0, 0, 1],
      [0, 1, 1],
      [1, 0, 1],
    ]);
    const { perQuery } = evaluate(matrixOf(2, 2, [1, 1, 1, 1]), relevance)['left-right'];
    expect([...perQuery['R@1']]).toEqual([1, 0]);
  });

  // The five-fold path of a widely copied evaluation script prints 6 × rsum (441 → 2646), another prints R@10-like averages under its name.
  test('sums six recalls once: 441 stays 441', () => {
    const means = {
      'left-right': { 'R@1': 0.6, 'R@5': 0.85, 'R@10': 0.92 },
      'right-left': { 'R@1': 0.45, 'R@5': 0.75, 'R@10': 0.84 },
    } as const;
    const parts = metrics.rsum.terms.map(({ metric, direction, weight }) => weight * means[direction][metric as 'R@1']);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(441, 10);
  });

  test('does not depend on the order of rows and columns when no scores are equal', () => {
    const random = createRandom(9);
    const [rows, columns] = [15, 18];
    const { relevance, judgements } = randomProblem(6, rows, columns);
    const scores = matrixOf(
      rows,
      columns,
      Array.from({ length: rows * columns }, () => random.normal()),
    );
    const rowAt = random.shuffle([...Array(rows).keys()]);
    const columnAt = random.shuffle([...Array(columns).keys()]);
    const moved = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        moved[rowAt[row]! * columns + columnAt[column]!] = scores.data[row * columns + column]!;
      }
    }
    const movedPairs = judgements.map(([left, right, grade]): Judgement => [rowAt[left]!, columnAt[right]!, grade]);
    const before = evaluate(scores, relevance);
    const after = evaluate({ rows, columns, data: moved }, relevanceOf(rows, columns, movedPairs));
    expect(rsumOf(after)).toBeCloseTo(rsumOf(before), 9);
    expect(after.pairs.AP).toBeCloseTo(before.pairs.AP!, 12);
    for (const direction of directions) {
      for (const [name] of metricsOver('query')) {
        expect(after[direction].averages[name]).toBeCloseTo(before[direction].averages[name], 6);
      }
    }
  });

  test('leaves out and counts queries without a right answer, and refuses a matrix without any', () => {
    const scores: Matrix = matrixOf(3, 2, [3, 1, 0, 0, 2, 1]);
    const evaluation = evaluate(
      scores,
      relevanceOf(3, 2, [
        [0, 0, 1],
        [2, 0, 0],
      ]),
    );
    expect(evaluation['left-right']).toMatchObject({ queryRows: Int32Array.of(0), skipped: 2 });
    expect(evaluation['right-left']).toMatchObject({ queryRows: Int32Array.of(0), skipped: 1 });
    expect(evaluation['left-right'].averages['R@1']).toBe(1);
    expect(() => evaluate(scores, relevanceOf(3, 2, []))).toThrow('No pair is right');
  });
});

describe('the table of metrics', () => {
  test('holds exactly the published names, in their order', () => {
    const published = 'R@1 R@5 R@10 rsum medR MRR Recall@10 nDCG@10 mAP GAUC AUC AP';
    expect(Object.keys(metrics)).toEqual(published.split(' '));
  });
});
