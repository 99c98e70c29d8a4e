import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { accuracyRuns, sharedSeeds } from '../../../src/report/figures/accuracy-runs.ts';
import { find, select } from '../../../src/report/figures/figure-lookup.ts';
import { modelFigures } from '../../../src/report/figures/model-figures.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { evenQueries, type SyntheticAccuracy, type SyntheticQueries, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = (model: string, seed: number, leftRight: SyntheticQueries): SyntheticAccuracy => ({
  model,
  seed,
  directions: { 'left-right': leftRight, 'right-left': evenQueries(2, 4) },
});

async function differencesOf(accuracy: readonly SyntheticAccuracy[]): Promise<Figure[]> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy });
  const models = accuracyRuns(await readRecord(dir));
  const figures = modelFigures(models, sharedSeeds(models), { baseline: 'tower', arms: [] });
  return figures.filter(({ metric }) => metric.includes(' difference'));
}

const direction = 'left-right';
const units = Array.from({ length: 10 }, (_, unit) => unit);

test('a difference is model minus baseline, by seed and over seeds', async () => {
  const figures = await differencesOf([
    run('tower', 0, evenQueries(2, 5)),
    run('tower', 1, evenQueries(2, 3)),
    run('fusion', 0, evenQueries(1, 5)),
    run('fusion', 1, evenQueries(4, 3)),
  ]);
  const ofMrr = select(figures, { direction, metric: 'MRR difference' });
  expect(ofMrr.map(({ model, seed, value, samples }) => [model, seed, value, samples])).toEqual([
    ['fusion', 0, 0.5, 5],
    ['fusion', 1, -0.25, 3],
    ['fusion', 'all', 0.125, 8],
  ]);
  expect(find(figures, { direction, metric: 'MRR difference over seeds' })).toMatchObject({ value: 0.125, samples: 2 });
});

test('equal models differ by nothing, with p = 1', async () => {
  const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const figures = await differencesOf([run('tower', 0, { ranks, units }), run('fusion', 0, { ranks, units })]);
  expect(find(figures, { direction, metric: 'MRR difference', seed: 'all' })).toMatchObject({ value: 0, ciLow: 0, ciHigh: 0 });
  expect(find(figures, { direction, metric: 'MRR difference p' })?.value).toBe(1);
});

test('p of a model that wins in each of ten families is about 2 / 2^10, and Holm multiplies it by the tests', async () => {
  const ranks = (rank: number) => ({ ranks: units.map(() => rank), units });
  const figures = await differencesOf([run('tower', 0, ranks(2)), run('fusion', 0, ranks(1)), run('other', 0, ranks(2))]);
  const p = find(figures, { model: 'fusion', direction, metric: 'MRR difference p' })!.value;
  expect(p).toBeGreaterThan(0.001);
  expect(p).toBeLessThan(0.004);
  // Two models in two directions are four tests, of which this is the smallest.
  expect(find(figures, { model: 'fusion', direction, metric: 'MRR difference p Holm' })?.value).toBeCloseTo(4 * p, 12);
  expect(select(figures, { metric: 'R@1 difference p' })).toEqual([]);
});

test('an arm is shown with its own p, and is no test that Holm counts', async () => {
  const ranks = (rank: number) => ({ ranks: units.map(() => rank), units });
  const figures = await differencesOf([
    run('tower', 0, ranks(2)),
    run('fusion', 0, ranks(1)),
    run('fusion@equal-time', 0, ranks(1)),
  ]);
  const of = (model: string, metric: string) => find(figures, { model, direction, metric, seed: 'all' })?.value;
  expect(of('fusion@equal-time', 'MRR difference')).toBe(0.5);
  expect(of('fusion@equal-time', 'MRR difference p')).toBeLessThan(0.004);
  expect(of('fusion@equal-time', 'MRR difference p Holm')).toBeUndefined();
  expect(of('fusion', 'MRR difference p Holm')).toBeCloseTo(2 * of('fusion', 'MRR difference p')!, 12);
});

test('an arm that diverged with one seed costs no model that seed, and has no difference over seeds', async () => {
  const of = (model: string, rank: number) => [run(model, 0, evenQueries(rank, 5)), run(model, 1, evenQueries(rank, 5))];
  const arm = run('fusion@equal-time', 0, evenQueries(1, 5));
  const figures = await differencesOf([...of('tower', 2), ...of('fusion', 1), arm]);
  const seedsOf = (model: string) => select(figures, { model, direction, metric: 'MRR difference' }).map(({ seed }) => seed);
  expect(seedsOf('fusion')).toEqual([0, 1, 'all']);
  expect(seedsOf('fusion@equal-time')).toEqual([0]);
  expect(find(figures, { model: 'fusion', direction, metric: 'MRR difference over seeds' })).toMatchObject({ samples: 2 });
});

test('only seeds that both models have are compared', async () => {
  const figures = await differencesOf([
    run('tower', 0, evenQueries(2, 5)),
    run('fusion', 0, evenQueries(1, 5)),
    run('fusion', 1, evenQueries(1, 5)),
  ]);
  expect(select(figures, { direction, metric: 'MRR difference' }).map(({ seed }) => seed)).toEqual([0, 'all']);
});

test('without the baseline, or with nothing else, there is no difference', async () => {
  expect(await differencesOf([run('fusion', 0, evenQueries(1, 3))])).toEqual([]);
  expect(await differencesOf([run('tower', 0, evenQueries(1, 3))])).toEqual([]);
});
