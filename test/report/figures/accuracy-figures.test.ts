import { expect, test } from 'vitest';
import type { Figure } from '../../../src/record.ts';
import { accuracyFigures } from '../../../src/report/figures/accuracy-figures.ts';
import { accuracyRuns, sharedSeeds } from '../../../src/report/figures/accuracy-runs.ts';
import { find, select } from '../../../src/report/figures/figure-lookup.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { evenQueries, type SyntheticAccuracy, type SyntheticQueries, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Over the seeds that every model finished, or those named. */
async function figuresOf(accuracy: readonly SyntheticAccuracy[], seeds?: readonly number[]): Promise<Figure[]> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy });
  const models = accuracyRuns(await readRecord(dir));
  return models.flatMap((model) => accuracyFigures(model, seeds ?? sharedSeeds(models)));
}

const run = (seed: number, leftRight: SyntheticQueries, changes: Partial<SyntheticAccuracy> = {}): SyntheticAccuracy => ({
  model: 'tower',
  seed,
  directions: { 'left-right': leftRight, 'right-left': evenQueries(1, 4) },
  ...changes,
});

const direction = 'left-right';

test('a seed keeps its own figure and gets the families behind it', async () => {
  const figures = await figuresOf([run(0, { ranks: [1, 2, 4, 4], units: [0, 0, 1, 2] })]);
  expect(find(figures, { seed: 0, direction, metric: 'MRR' })).toMatchObject({
    value: 0.5,
    samples: 3,
    split: 'fold-0',
    unit: 'fraction',
  });
  expect(find(figures, { seed: 'all', direction, metric: 'MRR' })).toMatchObject({ value: 0.5, samples: 3, split: 'fold-0' });
});

test('the interval resamples families: with two of them it spans from the worse to the better one', async () => {
  const figures = await figuresOf([run(0, { ranks: [1, 1, 4, 4], units: [0, 0, 1, 1] })]);
  expect(find(figures, { seed: 0, direction, metric: 'MRR' })).toMatchObject({ ciLow: 0.25, ciHigh: 1, samples: 2 });
});

test('a near miss has its interval over families too: of a mean by resampling them, of anything else by how it changes with each', async () => {
  const near = {
    'extended nDCG@10': { unit: 'fraction', value: 0.625, values: [1, 1, 0.25, 0.25], units: [0, 0, 1, 1] },
    'hubness@10': { unit: 'skewness', value: 2, values: [0.5, 0.5, -1, 1, -1], units: [0, 0, 1, 2, 3] },
  };
  const figures = await figuresOf([run(0, evenQueries(1, 4), { near })]);
  for (const seed of [0, 'all'] as const) {
    const of = (metric: string) => find(figures, { seed, direction, metric })!;
    expect(of('extended nDCG@10')).toMatchObject({ value: 0.625, ciLow: 0.25, ciHigh: 1, samples: 2 });
    // Four families of influence ±1 about 0, Student's t with 3 degrees of freedom.
    const half = 3.182446 * Math.sqrt((4 * 4) / 3);
    expect(of('hubness@10')).toMatchObject({ value: 2, samples: 4 });
    expect([of('hubness@10').ciLow, of('hubness@10').ciHigh]).toBeAllClose([2 - half, 2 + half], 1e-5, 0);
  }
});

test('one family says nothing about others, so its interval is missing', async () => {
  const figures = await figuresOf([run(0, { ranks: [1, 4], units: [7, 7] })]);
  const found = find(figures, { seed: 0, direction, metric: 'MRR' })!;
  expect(found.value).toBe(0.625);
  expect([found.ciLow, found.ciHigh, found.samples]).toEqual([undefined, undefined, 1]);
});

test('over families every family counts once, over queries every query', async () => {
  const figures = await figuresOf([run(0, { ranks: [1, 1, 1, 4], units: [0, 0, 0, 1] })]);
  expect(find(figures, { seed: 'all', direction, metric: 'MRR' })?.value).toBeCloseTo((3 + 0.25) / 4, 12);
  expect(find(figures, { seed: 'all', direction, metric: 'MRR over families' })?.value).toBeCloseTo((1 + 0.25) / 2, 12);
});

test('all is the mean over seeds; folds count alike and their families are different ones', async () => {
  const figures = await figuresOf([run(1, evenQueries(4, 2)), run(0, evenQueries(1, 3))]);
  const all = find(figures, { seed: 'all', direction, metric: 'MRR' })!;
  expect(all).toMatchObject({ value: 0.625, samples: 5, ciLow: 0.625, ciHigh: 0.625 });
  expect(all.split).toBeUndefined();
});

test('seeds on one split average each query, so its families stay as many', async () => {
  const ranks = [1, 2, 4, 1];
  const units = [0, 0, 1, 2];
  const once = await figuresOf([run(0, { ranks, units })]);
  const twice = await figuresOf([run(0, { ranks, units }, { split: 's' }), run(1, { ranks, units }, { split: 's' })]);
  for (const metric of ['R@1', 'MRR', 'MRR over families']) {
    const [a, b] = [once, twice].map((figures) => find(figures, { seed: 'all', direction, metric })!);
    expect([b!.value, b!.ciLow, b!.ciHigh, b!.samples]).toEqual([a!.value, a!.ciLow, a!.ciHigh, a!.samples]);
  }
  expect(find(twice, { seed: 'all', direction, metric: 'MRR' })?.split).toBe('s');
});

test('the spread over seeds stands apart, with the t-interval of the mean', async () => {
  const figures = await figuresOf([run(0, evenQueries(1, 3)), run(1, evenQueries(2, 3)), run(2, evenQueries(4, 3))]);
  const spread = find(figures, { seed: 'all', direction, metric: 'MRR over seeds' })!;
  const [mean, deviation] = [1.75 / 3, Math.sqrt(((1 - 1.75 / 3) ** 2 + (0.5 - 1.75 / 3) ** 2 + (0.25 - 1.75 / 3) ** 2) / 2)];
  // 4.30265 is the 97.5 % point of t with 2 degrees of freedom, from any table.
  expect(spread.value).toBeCloseTo(mean, 12);
  expect(spread.ciHigh).toBeCloseTo(mean + (4.302653 * deviation) / Math.sqrt(3), 6);
  expect(spread.samples).toBe(3);
});

test('one seed has no spread', async () => {
  const figures = await figuresOf([run(0, evenQueries(1, 3))]);
  expect(figures.filter(({ metric }) => metric.endsWith('over seeds'))).toEqual([]);
});

test('rsum resamples both directions together and is a hundred times the six recalls', async () => {
  const figures = await figuresOf([run(0, evenQueries(4, 3), { figures: [{ metric: 'rsum', unit: 'percent', value: 500 }] })]);
  expect(find(figures, { seed: 0, metric: 'rsum' })).toMatchObject({ value: 500, ciLow: 500, ciHigh: 500, samples: 4 });
  expect(find(figures, { seed: 'all', metric: 'rsum' })?.value).toBeCloseTo(500, 9);
});

test('medR of a seed and over seeds resamples families, and its spread over seeds stands apart', async () => {
  const medR = (value: number): Figure => ({ metric: 'medR', unit: 'rank', direction, value });
  const one = run(0, { ranks: [1, 2, 2, 9], units: [0, 1, 2, 3] }, { figures: [medR(2)] });
  const figures = await figuresOf([one, run(1, evenQueries(4, 3), { figures: [medR(4)] })]);
  expect(find(figures, { seed: 0, metric: 'medR' })).toMatchObject({ value: 2, ciLow: 1, samples: 4 });
  // The second fold is 4 in every resample, so the mean of both reaches from (1 + 4) / 2 upwards.
  expect(find(figures, { seed: 'all', metric: 'medR' })).toMatchObject({ value: 3, ciLow: 2.5, samples: 7 });
  expect(find(figures, { seed: 'all', metric: 'medR over seeds' })).toMatchObject({ value: 3, samples: 2 });
  expect(select(figures, { metric: 'medR over families' })).toEqual([]);
  const alone = find(await figuresOf([one]), { seed: 'all', metric: 'medR' })!;
  expect([alone.value, alone.ciLow, alone.samples]).toEqual([2, 1, 4]);
});

test('a metric over pairs has an interval over families, seeds combined, where the run kept what families contribute', async () => {
  const auc = (value: number): Figure => ({ metric: 'AUC', unit: 'fraction', value });
  const pairs = { units: [0, 1, 2], influences: { AUC: [0.02, -0.01, -0.01] } };
  const figures = await figuresOf([
    run(0, evenQueries(2, 3), { figures: [auc(0.8)], pairs, split: 's' }),
    run(1, evenQueries(2, 3), { figures: [auc(0.9)], pairs, split: 's' }),
  ]);
  // Standard error √(Σ I² × 3 / 2) = 0.03, t(0.975, 2) = 4.302653, on the logit scale.
  const around = (value: number): { ciLow: number; ciHigh: number } => {
    const [logit, reach] = [Math.log(value / (1 - value)), (4.302653 * 0.03) / (value * (1 - value))];
    const at = (x: number): number => expect.closeTo(1 / (1 + Math.exp(-x)), 6);
    return { ciLow: at(logit - reach), ciHigh: at(logit + reach) };
  };
  expect(find(figures, { seed: 0, metric: 'AUC' })).toMatchObject({ value: 0.8, ...around(0.8), samples: 3 });
  // Both seeds tested the same families: the mean has the same standard error.
  expect(find(figures, { seed: 'all', metric: 'AUC' })).toMatchObject({
    value: expect.closeTo(0.85, 12),
    ...around(0.85),
    samples: 3,
  });
  // 12.7062 is the 97.5 % point of t with 1 degree of freedom; half the difference of two seeds is their standard error.
  const spread = find(figures, { seed: 'all', metric: 'AUC over seeds' })!;
  expect(spread.ciHigh).toBeCloseTo(0.85 + 12.7062 * 0.05, 4);
  expect(spread.samples).toBe(2);
});

test('without what families contribute a metric over pairs has none but its spread over seeds, and still counts families', async () => {
  const auc = (value: number): Figure => ({ metric: 'AUC', unit: 'fraction', value });
  const figures = await figuresOf([
    run(0, evenQueries(2, 3), { figures: [auc(0.8)] }),
    run(1, evenQueries(2, 3), { figures: [auc(0.9)] }),
  ]);
  for (const [seed, samples] of [
    [0, 4],
    ['all', 8],
  ] as const) {
    const found = find(figures, { seed, metric: 'AUC' })!;
    expect([found.ciLow, found.ciHigh, found.samples]).toEqual([undefined, undefined, samples]);
  }
  expect(find(figures, { seed: 'all', metric: 'AUC over seeds' })?.samples).toBe(2);
});

test('what is kept of no query has a mean without interval, and its spread over seeds', async () => {
  const errors = (value: number): Figure => ({ metric: 'sibling errors', unit: 'fraction', direction, value });
  const figures = await figuresOf([
    run(0, evenQueries(2, 3), { figures: [errors(0.2)] }),
    run(1, evenQueries(2, 3), { figures: [errors(0.4)] }),
  ]);
  const all = find(figures, { seed: 'all', metric: 'sibling errors' })!;
  expect([all.value, all.ciLow, all.samples]).toEqual([expect.closeTo(0.3, 12), undefined, undefined]);
  expect(find(figures, { seed: 'all', metric: 'sibling errors over seeds' })?.samples).toBe(2);
});

test('all is made only of the seeds that every model finished', async () => {
  const figures = await figuresOf([
    run(0, evenQueries(1, 3)),
    run(1, evenQueries(4, 3)),
    run(0, evenQueries(1, 3), { model: 'fusion' }),
  ]);
  const mrr = (seed: Figure['seed']) => find(figures, { model: 'tower', seed, direction, metric: 'MRR' })?.value;
  expect([mrr(0), mrr(1), mrr('all')]).toEqual([1, 0.25, 1]);
  expect(select(figures, { metric: 'MRR over seeds' })).toEqual([]);
});

test('an arm that diverged with one seed takes that seed from no model, and has no mean itself', async () => {
  const both = (model: string) => [run(0, evenQueries(1, 3), { model }), run(1, evenQueries(4, 3), { model })];
  const figures = await figuresOf([
    run(0, evenQueries(1, 3), { model: 'fusion@equal-time' }),
    ...both('tower'),
    ...both('fusion'),
    ...both('fusion@triplet'),
  ]);
  const mrr = (model: string, seed: Figure['seed']) => find(figures, { model, seed, direction, metric: 'MRR' })?.value;
  expect(['tower', 'fusion', 'fusion@triplet'].map((model) => mrr(model, 'all'))).toEqual([0.625, 0.625, 0.625]);
  expect([mrr('fusion@equal-time', 0), mrr('fusion@equal-time', 'all')]).toEqual([1, undefined]);
  expect(select(figures, { model: 'fusion@equal-time', seed: 'all' })).toEqual([]);
});

test('without a seed that every model finished, seeds stand alone', async () => {
  const figures = await figuresOf([run(0, evenQueries(1, 3)), run(1, evenQueries(1, 3), { model: 'fusion' })]);
  expect(select(figures, { seed: 'all' })).toEqual([]);
  expect(select(figures, { direction, metric: 'MRR' })).toHaveLength(2);
});
