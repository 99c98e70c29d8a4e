import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takePart } from '../../../src/dataset/part.ts';
import { readSafetensors } from '../../../src/files/safetensors.ts';
import type { CostMetric } from '../../../src/report/costs/cost-metric.ts';
import { type NearMetricName, nearMetrics } from '../../../src/report/figures/near-metrics.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { type CellResult, carriedOut } from '../../../src/suite/cell.ts';
import { run } from '../../../src/suite/cells/accuracy.ts';
import { layout } from '../../../src/suite/planning/layout.ts';
import type { Direction } from '../../../src/types.ts';
import { type Judgement, matrixOf, type RankedCandidate, sortedRankings } from '../../support/ranking-reference.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

const directions: Direction[] = ['left-right', 'right-left'];
let world: CellWorld;
let result: CellResult;
/** From the written files alone. */
let ids: Record<'left' | 'right', string[]>;
let judgements: Judgement[];
let scores: ReturnType<typeof matrixOf>;
const rankings = {} as Record<Direction, Map<number, RankedCandidate[]>>;

beforeAll(async () => {
  world = await createCellWorld();
  result = await carriedOut(run, world.cell('accuracy', { keepsScores: true }), world.context);
  const text = (path: string): string[] =>
    readFileSync(join(world.out, 'tiny/fold-0', path), 'utf8')
      .trimEnd()
      .split('\n');
  ids = { left: text('features/left.ids.txt'), right: text('features/right.ids.txt') };
  judgements = text('qrels/left-right.tsv').map((line): Judgement => {
    const [left, , right, grade] = line.split('\t');
    return [ids.left.indexOf(left!), ids.right.indexOf(right!), Number(grade)];
  });
  const written = (await readSafetensors(join(world.out, 'tiny/fold-0/scores/dual-cosine.safetensors'))).tensors.scores!;
  scores = matrixOf(written.shape[0]!, written.shape[1]!, written.data as Float32Array);
  for (const direction of directions) rankings[direction] = sortedRankings(scores, judgements, direction);
});
afterAll(() => world.remove());

const figure = (metric: string, direction?: Direction): number => {
  const found = result.figures!.filter((one) => one.metric === metric && one.direction === direction);
  expect(found).toHaveLength(1);
  return found[0]!.value;
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const right = ({ grade }: RankedCandidate): boolean => grade > 0;
/** Every metric of one query, from its whole ranking. */
const ofQuery: Record<string, (list: readonly RankedCandidate[]) => number> = {
  'R@1': (list) => Number(list.slice(0, 1).some(right)),
  'R@5': (list) => Number(list.slice(0, 5).some(right)),
  'R@10': (list) => Number(list.slice(0, 10).some(right)),
  MRR: (list) => 1 / (1 + list.findIndex(right)),
  mAP: (list) => mean(list.flatMap((one, i) => (right(one) ? [list.slice(0, i + 1).filter(right).length / (i + 1)] : []))),
  'nDCG@10': (list) => {
    const gain = (ordered: readonly RankedCandidate[]): number =>
      ordered.slice(0, 10).reduce((sum, { grade }, i) => sum + grade / Math.log2(i + 2), 0);
    return gain(list) / gain([...list].sort((a, b) => b.grade - a.grade));
  },
};

describe('the accuracy cell, held to a slow reference over the score matrix it wrote', () => {
  it('works on a matrix of all test pairs that has something to tell apart', () => {
    expect([scores.rows, scores.columns]).toEqual([ids.left.length, ids.right.length]);
    expect(new Set(scores.data).size).toBeGreaterThan(scores.data.length / 2);
    expect(figure('R@1', 'left-right')).toBeLessThan(1);
    expect(figure('R@10', 'left-right')).toBeGreaterThan(0);
  });

  it.each(directions.flatMap((direction) => Object.keys(ofQuery).map((metric) => [direction, metric] as const)))(
    '%s %s, its mean and its value of every query',
    async (direction, metric) => {
      const expected = [...rankings[direction].values()].map(ofQuery[metric]!);
      expect(figure(metric, direction)).toBeCloseTo(mean(expected), 6);
      const { tensors } = await readSafetensors(join(world.out, 'cells', result.perQuery!));
      const kept = [...(tensors[`${direction}.${metric}`]!.data as Float32Array)];
      expect(kept).toHaveLength(expected.length);
      kept.forEach((value, i) => void expect(value).toBeCloseTo(expected[i]!, 6));
      expect([...(tensors[`${direction}.row`]!.data as Int32Array)]).toEqual([...rankings[direction].keys()]);
    },
  );

  it.each(directions)('%s median rank, queries left out, and wrong first answers of the own family', (direction) => {
    const lists = rankings[direction];
    const ranks = [...lists.values()].map((list) => 1 + list.findIndex(right)).sort((a, b) => a - b);
    const middle = ranks.length / 2;
    const median = ranks.length % 2 === 1 ? ranks[Math.floor(middle)]! : (ranks[middle - 1]! + ranks[middle]!) / 2;
    expect(figure('medR', direction)).toBe(median);
    expect(figure('queries left out', direction)).toBe((direction === 'left-right' ? scores.rows : scores.columns) - lists.size);

    const units = new Map([...world.dataset.left.items, ...world.dataset.right.items].map(({ id, unit }) => [id, unit]));
    const [asking, asked] = direction === 'left-right' ? [ids.left, ids.right] : [ids.right, ids.left];
    const wrong = [...lists].filter(([, list]) => !right(list[0]!));
    const sameFamily = wrong.filter(([query, list]) => units.get(asking[query]!) === units.get(asked[list[0]!.column]!));
    expect(figure('sibling errors', direction)).toBeCloseTo(sameFamily.length / wrong.length, 12);
  });

  it.each(directions)(
    '%s keeps of every query what the interval of a near miss is made of, with its family',
    async (direction) => {
      const { tensors } = await readSafetensors(join(world.out, 'cells', result.perQuery!));
      const near = result.figures!.filter((one) => one.direction === direction && Object.hasOwn(nearMetrics, one.metric));
      expect(near.map(({ metric }) => metric)).toContain('extended nDCG@10');
      for (const { metric, value } of near) {
        const row: CostMetric = nearMetrics[metric as NearMetricName];
        if (row.perQuery === undefined) continue;
        const kept = [...(tensors[`${direction}.${metric}`]!.data as Float32Array)];
        const units = tensors[`${direction}.${metric}.unit`]!.data as Int32Array;
        expect(units).toHaveLength(kept.length);
        // Shares and skewness stay what they are where every query occurs twice.
        expect(row.perQuery === 'mean' ? mean(kept) - value : mean(kept)).toBeCloseTo(0, 6);
      }
    },
  );

  it('rsum adds the six recalls in percent', () => {
    const recalls = directions.flatMap((direction) => ['R@1', 'R@5', 'R@10'].map((metric) => figure(metric, direction)));
    expect(figure('rsum')).toBeCloseTo(100 * recalls.reduce((sum, value) => sum + value, 0), 4);
  });

  it('AUC and AP look at all pairs together', () => {
    const isRight = new Set(judgements.filter(([, , grade]) => grade > 0).map(([row, column]) => row * scores.columns + column));
    const pairs = [...scores.data].map((score, i) => ({ score, right: isRight.has(i) }));
    const [good, bad] = [pairs.filter((pair) => pair.right), pairs.filter((pair) => !pair.right)];
    let wins = 0;
    for (const a of good) for (const b of bad) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
    expect(figure('AUC')).toBeCloseTo(wins / (good.length * bad.length), 6);

    // At the threshold of every right pair: how many of the pairs that pass are right.
    const precisions = good.map(({ score }) => {
      const passing = pairs.filter((pair) => pair.score >= score);
      return passing.filter((pair) => pair.right).length / passing.length;
    });
    expect(figure('AP')).toBeCloseTo(mean(precisions), 6);
  });

  it('gives every query the number of its family among all families of the data set', async () => {
    const names = [...new Set([...world.dataset.left.items, ...world.dataset.right.items].map(({ unit }) => unit))].sort();
    const { tensors } = await readSafetensors(join(world.out, 'cells', result.perQuery!));
    const units = [...(tensors['right-left.unit']!.data as Int32Array)].map((i) => names[i]);
    const unitOf = new Map(world.dataset.right.items.map(({ id, unit }) => [id, unit]));
    expect(units).toEqual([...rankings['right-left'].keys()].map((row) => unitOf.get(ids.right[row]!)));
  });
});

describe('the accuracy cell of two models averaged', () => {
  it('weighs them by their validation scores, not by those of the test', async () => {
    const two = await createCellWorld();
    const folder = layout.model('tiny', 'fold-0', 'dual-cosine');
    await carriedOut(run, two.cell('accuracy', { keepsScores: true, averagedWith: folder }), two.context);
    const written = (await readSafetensors(two.context.input(layout.scores('tiny', 'fold-0', 'dual-cosine')))).tensors.scores!;
    const [test, validation] = await Promise.all(
      (['test', 'validation'] as const).map((name) => {
        const { left, right } = takePart(two.dataset, 'fold-0', name);
        return scoreMatrix(two.context.input(folder), left.features, right.features, { threads: 1, device: 'cpu' });
      }),
    );
    two.remove();
    const known = [...validation!.data];
    const centre = mean(known);
    const deviation = Math.sqrt(mean(known.map((score) => (score - centre) ** 2)));
    const expected = [...test!.data].map((score) => (score - centre) / deviation);
    expect(written.data).toBeAllClose(expected, 1e-4, 1e-5);
  });
});
