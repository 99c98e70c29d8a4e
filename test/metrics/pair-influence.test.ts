import { expect, test } from 'vitest';
import { metricsOver } from '../../src/metrics/metrics-over.ts';
import { pairInfluences } from '../../src/metrics/pair-influence.ts';
import { groupByScore } from '../../src/metrics/score-groups.ts';
import { createRandom } from '../../src/random.ts';
import { influenceEstimate } from '../../src/statistics/influence.ts';
import { standardDeviation } from '../../src/statistics/summary.ts';
import type { Matrix, Relevance } from '../../src/types.ts';
import { type Judgement, matrixOf, randomProblem, relevanceOf } from '../support/ranking-reference.ts';

interface WeightedPair {
  readonly score: number;
  readonly right: boolean;
  readonly weight: number;
}

/** Both metrics of weighted pairs, written out over all of them. */
const slow: Readonly<Record<string, (pairs: readonly WeightedPair[]) => number>> = {
  AUC(pairs) {
    const [rights, wrongs] = [pairs.filter(({ right }) => right), pairs.filter(({ right }) => !right)];
    const total = (some: readonly WeightedPair[]): number => some.reduce((sum, { weight }) => sum + weight, 0);
    let won = 0;
    for (const r of rights)
      for (const w of wrongs) won += r.weight * w.weight * (r.score > w.score ? 1 : r.score === w.score ? 0.5 : 0);
    return won / (total(rights) * total(wrongs));
  },
  AP(pairs) {
    const rights = pairs.filter(({ right }) => right);
    const all = rights.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    for (const { score, weight } of rights) {
      let [found, shown] = [0, 0];
      for (const pair of pairs) {
        if (pair.score < score) continue;
        shown += pair.weight;
        if (pair.right) found += pair.weight;
      }
      sum += (weight * found) / (shown * all);
    }
    return sum;
  },
};

/** Pairs where unit u occurs `times[u]` times: copies of a unit meet other units, not each other. */
function weighted(
  scores: Matrix,
  judgements: readonly Judgement[],
  units: readonly (readonly number[])[],
  times: readonly number[],
): WeightedPair[] {
  const right = new Set(judgements.flatMap(([row, column, grade]) => (grade > 0 ? [row * scores.columns + column] : [])));
  return Array.from(scores.data, (score, at) => {
    const [u, v] = [units[0]![Math.floor(at / scores.columns)]!, units[1]![at % scores.columns]!];
    return { score, right: right.has(at), weight: u === v ? times[u]! : times[u]! * times[v]! };
  });
}

const influencesOf = (scores: Matrix, relevance: Relevance, [left, right]: readonly (readonly number[])[]) =>
  pairInfluences(scores, relevance, groupByScore(scores, relevance), metricsOver('pairs'), {
    left: Int32Array.from(left!),
    right: Int32Array.from(right!),
  });

test('every pair metric of the table responds to a family as central differences of its formula say, with many ties', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { scores, relevance, judgements } = randomProblem(seed, 8, 10);
    const units = [Array.from({ length: 8 }, (_, i) => i % 5), Array.from({ length: 10 }, (_, i) => i % 6)];
    const { units: found, of } = influencesOf(scores, relevance, units);
    expect([...found]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...of.keys()]).toEqual(Object.keys(slow));
    for (const [name, influence] of of) {
      for (let unit = 0; unit < 6; unit++) {
        const at = (step: number): number => {
          const times = Array.from({ length: 6 }, (_, u) => (u === unit ? 1 + step : 1));
          return slow[name]!(weighted(scores, judgements, units, times));
        };
        expect(influence[unit]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
      }
    }
  }
});

test('numbers of units need not be dense', () => {
  const { scores, relevance } = randomProblem(6, 6, 6);
  const places = [0, 0, 1, 1, 2, 2];
  const { units, of } = influencesOf(scores, relevance, [places.map((u) => 100 - 7 * u), places.map((u) => 100 - 7 * u)]);
  expect([...units]).toEqual([86, 93, 100]);
  const dense = influencesOf(scores, relevance, [places, places]).of.get('AP')!;
  expect([...of.get('AP')!]).toEqual([...dense].reverse());
});

test('the interval is about as wide as resampling whole families of both sides makes it', () => {
  const families = 40;
  const random = createRandom(3);
  const places = Array.from({ length: 2 * families }, (_, item) => item >> 1);
  // Right pairs of one family share how easy they are.
  const ease = Array.from({ length: families }, () => random.normal());
  const judgements: Judgement[] = places.flatMap((u, row) => places.flatMap((v, column) => (u === v ? [[row, column, 1]] : [])));
  const scores = matrixOf(
    places.length,
    places.length,
    places.flatMap((u) => places.map((v) => random.normal() + (u === v ? 1.5 + ease[u]! : 0))),
  );
  const { units, of } = influencesOf(scores, relevanceOf(places.length, places.length, judgements), [places, places]);
  for (const [name, values] of of) {
    const resampled = Array.from({ length: 120 }, () => {
      const times = new Array<number>(families).fill(0);
      for (let draw = 0; draw < families; draw++) times[random.below(families)]!++;
      return slow[name]!(weighted(scores, judgements, [places, places], times).filter(({ weight }) => weight > 0));
    });
    const { standardError } = influenceEstimate(0.5, [{ units, values }], true);
    const ratio = standardError! / standardDeviation(resampled)!;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  }
});
