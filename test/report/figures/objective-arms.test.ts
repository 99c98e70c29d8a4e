import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/record.ts';
import { accuracyRuns, sharedSeeds } from '../../../src/report/figures/accuracy-runs.ts';
import { find, select } from '../../../src/report/figures/figure-lookup.ts';
import { modelFigures } from '../../../src/report/figures/model-figures.ts';
import { objectiveArms } from '../../../src/report/figures/objective-arms.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { objectiveSection } from '../../../src/report/sections/objective-section.ts';
import { evenQueries, type SyntheticAccuracy, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const models = [
  'tower',
  'tower@triplet',
  { model: 'fusion', arm: 'taught', objective: { name: 'distil-kl', settings: { teacher: 'tower' } } },
  { model: 'fusion', arm: 'hard', hardNegatives: { miner: 'tower' } },
  { model: 'fusion' },
];
const units = Array.from({ length: 10 }, (_, unit) => unit);
const direction = 'left-right';
const run = (model: string, rank: number): SyntheticAccuracy => ({
  model,
  seed: 0,
  directions: { [direction]: { ranks: units.map(() => rank), units }, 'right-left': evenQueries(2, 4) },
});

test('arms with an objective of their own are those that the suite gives one', () => {
  expect(objectiveArms({ suite: { name: 's', baseline: 'tower', models } })).toEqual([
    { label: 'tower@triplet', teacher: undefined },
    { label: 'fusion@taught', teacher: 'tower' },
  ]);
  expect(objectiveArms({ suite: { name: 's', baseline: 'tower' } })).toEqual([]);
});

test('an arm is compared with its own model, and Holm counts all such arms and both directions', async () => {
  const dir = await temporaryFolder();
  const accuracy = [
    run('tower', 1),
    run('tower@triplet', 2),
    run('fusion', 2),
    run('fusion@taught', 1),
    run('fusion@hard', 1),
    run('fusion@equal-time', 1),
  ];
  await writeSyntheticRun(dir, { accuracy });
  const loaded = await readRecord(dir);
  const runs = accuracyRuns(loaded);
  const compared = { baseline: 'none', arms: objectiveArms({ suite: { name: 's', baseline: 'tower', models } }) };
  const figures = modelFigures(runs, sharedSeeds(runs), compared).filter(({ metric }) => metric.includes('to own model'));
  const of = (model: string, metric: string) => find(figures, { model, direction, metric, seed: 'all' })?.value;
  expect(of('tower@triplet', 'MRR difference to own model')).toBe(-0.5);
  expect(of('fusion@taught', 'MRR difference to own model')).toBe(0.5);
  expect(new Set(figures.map(({ model }) => model))).toEqual(new Set(['tower@triplet', 'fusion@taught']));
  // Two arms in two directions are four tests, of which these are the two smallest.
  const ps = ['tower@triplet', 'fusion@taught'].map((model) => of(model, 'MRR difference to own model p')!);
  expect(of('tower@triplet', 'MRR difference to own model p Holm')).toBeGreaterThanOrEqual(4 * Math.min(...ps));
  expect(Math.max(...ps)).toBeLessThan(0.004);
  expect(of('fusion@taught', 'MRR difference to own model p Holm')).toBeLessThanOrEqual(4 * Math.max(...ps));

  const { name } = loaded.record.datasets[0]!;
  const text = objectiveSection({ ...loaded.record, suite: { name: 's', baseline: 'tower', models } } as RunRecord, figures);
  expect(select(figures, { dataset: name }).length).toBe(figures.length);
  expect(text.join('\n')).toMatch(/fusion +\| taught +\|.*\+50\.0/);
  expect(objectiveSection(loaded.record, [])).toEqual([]);
});
