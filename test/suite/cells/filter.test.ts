import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takePart } from '../../../src/dataset/part.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { type CellResult, carriedOut } from '../../../src/suite/cell.ts';
import { run } from '../../../src/suite/cells/filter.ts';
import { layout } from '../../../src/suite/planning/layout.ts';
import type { Direction, Part } from '../../../src/types.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

interface Pair {
  readonly score: number;
  readonly isRight: boolean;
  readonly unit: string;
}

let world: CellWorld;
let result: CellResult;
const pairs = {} as Record<Part, Pair[]>;

beforeAll(async () => {
  world = await createCellWorld();
  result = await carriedOut(run, world.cell('filter', {}), world.context);
  for (const name of ['validation', 'test'] as const) {
    const { left, right, relevance } = takePart(world.dataset, 'fold-0', name);
    const model = join(world.out, layout.model('tiny', 'fold-0', 'dual-cosine'));
    const scores = await scoreMatrix(model, left.features, right.features, { threads: 1, device: 'cpu' });
    pairs[name] = [...scores.data].map((score, at) => {
      const [row, column] = [Math.floor(at / scores.columns), at % scores.columns];
      const answers = relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!);
      return { score, isRight: answers.includes(column), unit: left.items[row]!.unit };
    });
  }
});
afterAll(() => world.remove());

const figure = (metric: string, direction?: Direction): number => {
  const found = result.figures!.filter((one) => one.metric === metric && one.direction === direction);
  expect(found).toHaveLength(1);
  return found[0]!.value;
};
const series = (name: string, direction?: Direction): readonly number[] => {
  const found = result.samples!.filter((one) => one.name === name && one.key.direction === direction);
  expect(found).toHaveLength(1);
  return found[0]!.values;
};
const count = (list: readonly Pair[], holds: (pair: Pair) => boolean): number => list.filter(holds).length;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the filter cell, held to a slow reference over the scores of its model', () => {
  it('passes pairs from the score that has the best F1 on validation pairs', () => {
    const total = count(pairs.validation, ({ isRight }) => isRight);
    const f1 = (threshold: number): number => {
      const passed = pairs.validation.filter(({ score }) => score >= threshold);
      return (2 * count(passed, ({ isRight }) => isRight)) / (passed.length + total);
    };
    const best = Math.max(...pairs.validation.map(({ score }) => f1(score)));
    expect(f1(Math.fround(figure('pair threshold (all)')))).toBeCloseTo(best, 12);
  });

  it('precision, recall and F1 are those of the test pairs that pass', () => {
    const threshold = Math.fround(figure('pair threshold (all)'));
    const passed = pairs.test.filter(({ score }) => score >= threshold);
    const [hits, total] = [passed, pairs.test].map((list) => count(list, ({ isRight }) => isRight)) as [number, number];
    expect(hits).toBeGreaterThan(0);
    expect(figure('pair precision (all)')).toBeCloseTo(hits / passed.length, 12);
    expect(figure('pair recall (all)')).toBeCloseTo(hits / total, 12);
    expect(figure('pair F1 (all)')).toBeCloseTo((2 * hits) / (passed.length + total), 12);
  });

  it('the Brier score of probabilities that are said nowhere else follows from the pairs', () => {
    const good = pairs.test.filter(({ isRight }) => isRight);
    const prevalence = good.length / pairs.test.length;
    const skill = 1 - figure('pair Brier (all)') / (prevalence * (1 - prevalence));
    expect(figure('pair Brier skill (all)')).toBeCloseTo(skill, 10);
    // The bins hold all pairs, and the error is that of their means.
    const [held, predicted, observed] = ['pairs', 'predicted', 'observed'].map((column) =>
      series(`pair reliability ${column} (all)`),
    );
    expect(sum([...held!])).toBe(pairs.test.length);
    expect(sum(held!.map((pairsHeld, i) => pairsHeld * observed![i]!))).toBeCloseTo(good.length, 5);
    const error = sum(held!.map((pairsHeld, i) => (pairsHeld / pairs.test.length) * Math.abs(predicted![i]! - observed![i]!)));
    expect(figure('pair calibration error (all)')).toBeCloseTo(error, 7);
  });

  it('keeps the sums of every family of left items, which add up to its figures', () => {
    const names = [...new Set([...world.dataset.left.items, ...world.dataset.right.items].map(({ unit }) => unit))].sort();
    const families = series('pair family by family (all)').map((family) => names[family]);
    const threshold = Math.fround(figure('pair threshold (all)'));
    const column = (name: string): readonly number[] => series(`pair ${name} by family (all)`);
    expect(families).toEqual([...new Set(pairs.test.map(({ unit }) => unit))].sort());
    families.forEach((family, i) => {
      const own = pairs.test.filter(({ unit }) => unit === family);
      expect(column('pairs')[i]).toBe(own.length);
      expect(column('right')[i]).toBe(count(own, ({ isRight }) => isRight));
      expect(column('passed')[i]).toBe(count(own, ({ score }) => score >= threshold));
      expect(column('hits')[i]).toBe(count(own, ({ score, isRight }) => isRight && score >= threshold));
    });
    expect(sum([...column('squaredError')]) / pairs.test.length).toBeCloseTo(figure('pair Brier (all)'), 6);
  });

  it('at 1:10 there are ten wrong pairs to every right one; at 1:100 there are too few here, which is said and not filled in', () => {
    const rights = count(pairs.test, ({ isRight }) => isRight);
    expect(sum([...series('pair right by family (1:10)')])).toBe(rights);
    expect(sum([...series('pair pairs by family (1:10)')])).toBe(11 * rights);
    // Fewer wrong pairs can only make what passes more often right. Over all pairs it is AP, a figure of accuracy, and not said again.
    const precisions = pairs.test.flatMap(({ isRight, score }) => {
      const passing = pairs.test.filter((pair) => pair.score >= score);
      return isRight ? [count(passing, (pair) => pair.isRight) / passing.length] : [];
    });
    expect(figure('pair AP (1:10)')).toBeGreaterThan(sum(precisions) / rights);
    expect(result.figures!.map(({ metric }) => metric)).not.toContain('pair AP (all)');
    expect(result.figures!.filter(({ metric }) => metric.includes('1:100'))).toEqual([]);
    expect(result.warnings!.map(({ code }) => code)).toEqual(['too-few-pairs']);
  });

  it.each<Direction>(['left-right', 'right-left'])(
    '%s: tells queries without an answer by their best score, as counting pairs does',
    (direction) => {
      const [best, answerable] = ['best score', 'answerable'].map((name) => series(`no-answer ${name}`, direction));
      const [known, unknown] = [1, 0].map((kind) => best!.filter((_, i) => answerable![i] === kind)) as [number[], number[]];
      expect(Math.abs(known.length - unknown.length)).toBeLessThanOrEqual(1);
      let won = 0;
      for (const a of known) for (const b of unknown) won += a > b ? 1 : a === b ? 0.5 : 0;
      expect(figure('no-answer AUROC', direction)).toBeCloseTo(won / (known.length * unknown.length), 10);
      const threshold = known.toSorted((a, b) => b - a)[Math.ceil(0.95 * known.length) - 1]!;
      expect(figure('no-answer FPR@95TPR', direction)).toBeCloseTo(
        unknown.filter((score) => score >= threshold).length / unknown.length,
        10,
      );
    },
  );

  it('draws by the seed alone', async () => {
    const again = await carriedOut(run, world.cell('filter', {}), world.context);
    expect(again.samples).toEqual(result.samples);
  });
});
