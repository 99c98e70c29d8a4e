import { expect, test } from 'vitest';
import { find } from '../../../src/report/figures/figure-lookup.ts';
import { deriveFigures } from '../../../src/report/figures/figures.ts';
import { pageModel } from '../../../src/report/page/page-model.ts';
import { objectivesPart } from '../../../src/report/page/sections/objectives-part.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import { objectiveSection } from '../../../src/report/sections/objective-section.ts';
import { distillationText } from '../../../src/report/text/distillation-text.ts';
import { syntheticParts } from '../../support/synthetic-page.ts';
import { evenQueries, type SyntheticAccuracy, writeSyntheticRun } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const models = [
  'tower',
  'fusion',
  { model: 'tower', arm: 'kl', objective: { name: 'distil-kl', settings: { teacher: 'fusion' } } },
  { model: 'tower', arm: 'mse', objective: { name: 'distil-margin-mse', settings: { teacher: 'fusion' } } },
];
/** A family's rank left→right; right→left all models find everything second. */
const ranked = (model: string, rank: (family: number) => number): SyntheticAccuracy => ({
  model,
  seed: 0,
  directions: {
    'left-right': { ranks: families.map(rank), units: families },
    'right-left': evenQueries(2, 4),
  },
});
const families = Array.from({ length: 30 }, (_, family) => family);
const derived = async (accuracy: SyntheticAccuracy[]) => {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { suite: { models }, accuracy });
  const loaded = await readRecord(dir);
  const { figures } = deriveFigures(loaded);
  const of = (model: string, metric: string, direction?: 'left-right') =>
    find(figures, { model, metric, seed: 'all', direction, scorer: undefined });
  return { of, text: distillationText(loaded.record, figures, 'toys') };
};

test('what a pupil gains is told as a share of the lead of its teacher, over both directions', async () => {
  const { of, text } = await derived([
    ranked('tower', () => 4),
    ranked('fusion', () => 1),
    ranked('tower@kl', () => 2),
    ranked('tower@mse', () => 8),
  ]);
  expect(of('tower@kl', 'MRR lead of teacher')).toMatchObject({ value: 0.375, samples: 30 });
  expect(of('tower@kl', 'MRR lead of teacher', 'left-right')?.value).toBe(0.75);
  expect(of('tower@kl', 'MRR difference to own model')?.value).toBe(0.125);
  expect(of('tower@kl', 'MRR lead carried over')?.value).toBeCloseTo(1 / 3, 12);
  expect(of('tower@mse', 'MRR lead carried over')?.value).toBeCloseTo(-1 / 6, 12);
  expect(text).toEqual([
    'fusion leads tower by +37.5 [37.5, 37.5] points of MRR. Taught by it, tower carries over 33.3 % [33.3, 33.3] of that, +12.5 [12.5, 12.5] (kl); −16.7 % [−16.7, −16.7] of that, −6.3 [−6.3, −6.3] (mse).',
  ]);
});

test('families that share lead and gain leave the share certain, where both alone are not', async () => {
  const spread = (family: number, low: number, high: number): number => (family % 3 === 0 ? low : high);
  const { of } = await derived([
    ranked('tower', () => 4),
    // A lead of ¾ and ¼, of which a third each: reciprocal ranks of ½ and ⅓.
    ranked('fusion', (family) => spread(family, 1, 2)),
    ranked('tower@kl', (family) => spread(family, 2, 3)),
  ]);
  const [lead, share] = [of('tower@kl', 'MRR lead of teacher')!, of('tower@kl', 'MRR lead carried over')!];
  expect(lead.ciHigh! - lead.ciLow!).toBeGreaterThan(0.05);
  expect([share.value, share.ciLow, share.ciHigh]).toBeAllClose([1 / 3, 1 / 3, 1 / 3], 1e-6, 0);
});

test('a teacher that is not shown to lead has nothing to carry over, and the text says so', async () => {
  const { of, text } = await derived([
    ranked('tower', () => 2),
    ranked('fusion', (family) => (family % 5 < 2 ? 1 : 4)),
    ranked('tower@kl', () => 1),
  ]);
  expect(of('tower@kl', 'MRR lead carried over')).toBeUndefined();
  expect(text).toHaveLength(1);
  expect(text[0]).toMatch(
    /^fusion is not shown to lead tower \(\+2\.5 \[−\d.*\] points of MRR\), so that there is nothing to carry over\. /,
  );
  expect(text[0]).toContain('Taught by it, tower moves by +25.0 [25.0, 25.0] (kl).');
});

test('report.md and the page say it under the objectives', async () => {
  const ran = { suite: { models }, accuracy: [ranked('tower', () => 4), ranked('fusion', () => 1), ranked('tower@kl', () => 2)] };
  const page = pageModel(await syntheticParts(await temporaryFolder(), ran));
  const says = 'Taught by it, tower carries over 33.3 % [33.3, 33.3] of that, +12.5 [12.5, 12.5] (kl).';
  expect(objectiveSection(page.record, page.figures).join('\n')).toContain(says);
  expect(objectivesPart(page)!.markup).toContain(says);
});

test('a suite in which nothing is taught has no such text', async () => {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy: [ranked('tower', () => 2), ranked('fusion', () => 1)] });
  const loaded = await readRecord(dir);
  expect(distillationText(loaded.record, deriveFigures(loaded).figures, 'toys')).toEqual([]);
});
