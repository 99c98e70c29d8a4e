import { expect, test } from 'vitest';
import type { Evidence } from '../../src/decision/evidence.ts';
import { evidenceOf } from '../../src/report/evidence.ts';
import { deriveFigures } from '../../src/report/figures/figures.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import type { ModelManifest } from '../../src/types.ts';
import {
  dualTower,
  earlyFusion,
  type SyntheticRun,
  syntheticAccuracy,
  syntheticCosts,
  syntheticModel,
  validatedCell,
  writeSyntheticRun,
} from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function evidenceAbout(run: SyntheticRun): Promise<Evidence[]> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, run);
  const loaded = await readRecord(dir);
  return evidenceOf(loaded, deriveFigures(loaded));
}

test('the comparison is of the two representatives, with what it rests on', async () => {
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(3, 1) });
  expect(evidence).toMatchObject({ dataset: 'toys', units: 36, claim: true, otherFamily: 'early fusion', others: [] });
  expect(evidence).toMatchObject({ ours: { model: 'tower', of: 1 }, theirs: { model: 'fusion', of: 1 } });
  expect(evidence!.comparison).toMatchObject({
    seeds: 3,
    both: { value: expect.closeTo(0.5, 12), overSeeds: { low: 0.5, high: 0.5 } },
    directions: [
      { direction: 'left→right', value: 0.5 },
      { direction: 'right→left', value: 0.5 },
    ],
  });
});

/** `tower` finds everything second, `dot` first, `fusion` fourth, `bilinear` second. */
const four = (seeds: number) => {
  const rename = (from: string, to: string, rank: number) =>
    syntheticAccuracy(seeds, rank).flatMap((run) => (run.model === from ? [{ ...run, model: to }] : []));
  return [...syntheticAccuracy(seeds, 4), ...rename('fusion', 'dot', 1), ...rename('fusion', 'bilinear', 2)];
};
const fourModels = [dualTower, syntheticModel('dot', 'dual tower'), earlyFusion, syntheticModel('bilinear', 'early fusion')];

test('validation chooses the representatives, whatever the test says; the others stand beside', async () => {
  const cells = [0, 1].flatMap((seed) => [
    validatedCell('tower', seed, 0.5),
    validatedCell('dot', seed, seed === 0 ? 0.9 : 0.05),
    validatedCell('fusion', seed, 0.3),
    validatedCell('bilinear', seed, 0.2),
  ]);
  const [evidence] = await evidenceAbout({ accuracy: four(2), models: fourModels, cells });
  expect(evidence).toMatchObject({
    ours: { model: 'tower', of: 2, validation: 0.5 },
    theirs: { model: 'fusion', of: 2, validation: expect.closeTo(0.3, 12) },
    comparison: { both: { value: -0.25 } },
  });
  expect(evidence!.others.map(({ model, difference }) => [model, difference.value])).toEqual([
    ['bilinear', 0],
    ['dot', 0.5],
  ]);
});

test('the representative of the baseline family need not be the baseline, and only one difference is tested', async () => {
  const cells = [0, 1].flatMap((seed) => [validatedCell('tower', seed, 0.1), validatedCell('dot', seed, 0.2)]);
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy: four(2), models: fourModels, cells });
  const loaded = await readRecord(dir);
  const derived = deriveFigures(loaded);
  expect(evidenceOf(loaded, derived)[0]).toMatchObject({
    ours: { model: 'dot', of: 2, validation: 0.2 },
    theirs: { model: 'fusion', validation: undefined },
    comparison: { both: { value: -0.75 } },
  });
  const tested = derived.figures.filter(({ metric }) => metric === 'MRR difference to representative p');
  expect(tested.map(({ model, direction, seed }) => [model, direction, seed])).toEqual([['fusion', undefined, 'all']]);
});

test('another dual tower is no contender of the dual tower', async () => {
  const models = [syntheticModel('tower', 'dual tower'), syntheticModel('fusion', 'dual tower')];
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(2, 1), models });
  expect(evidence).toMatchObject({ ours: { model: 'tower', of: 2 }, theirs: undefined, comparison: undefined });
  expect(evidence!.others.map(({ model }) => model)).toEqual(['fusion']);
});

test('every other family is compared with the tower, and p is corrected for their number', async () => {
  const models = [dualTower, earlyFusion, syntheticModel('maxsim', 'late interaction'), syntheticModel('dot', 'dual tower')];
  const rename = (to: string, rank: number) =>
    syntheticAccuracy(3, rank).flatMap((run) => (run.model === 'fusion' ? [{ ...run, model: to }] : []));
  const accuracy = [...syntheticAccuracy(3, 4), ...rename('maxsim', 1), ...rename('dot', 2)];
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, { accuracy, models });
  const loaded = await readRecord(dir);
  const derived = deriveFigures(loaded);
  const about = evidenceOf(loaded, derived);
  expect(about).toMatchObject([
    { otherFamily: 'early fusion', theirs: { model: 'fusion', of: 1 }, tests: 2, others: [{ model: 'dot' }] },
    { otherFamily: 'late interaction', theirs: { model: 'maxsim', of: 1 }, tests: 2, others: [{ model: 'dot' }] },
  ]);
  expect(about.map(({ comparison }) => comparison!.both.value)).toEqual([expect.closeTo(-0.25, 12), expect.closeTo(0.5, 12)]);
  const raw = derived.figures.filter(({ metric }) => metric === 'MRR difference to representative p');
  expect(raw.map(({ model }) => model)).toEqual(['fusion', 'maxsim']);
  const smallest = Math.min(...raw.map(({ value }) => value));
  for (const { comparison } of about) expect(comparison!.both.p).toBeGreaterThanOrEqual(2 * smallest);
});

test('an arm speaks for no family and stands beside none', async () => {
  const arms = syntheticAccuracy(3, 1).filter(({ model }) => model === 'fusion');
  const accuracy = [...syntheticAccuracy(3, 5), ...arms.map((run) => ({ ...run, model: 'fusion@equal-time' }))];
  const models = [dualTower, earlyFusion, syntheticModel('fusion@equal-time', 'early fusion')];
  const [evidence] = await evidenceAbout({ accuracy, models, cells: [validatedCell('fusion@equal-time', 0, 0.9)] });
  expect(evidence).toMatchObject({ theirs: { model: 'fusion', of: 1 }, others: [] });
});

test('the evidence is the same with and without an arm that diverged', async () => {
  const accuracy = syntheticAccuracy(3, 1);
  const cells = [0, 1, 2].flatMap((seed) => [validatedCell('tower', seed, 0.5), validatedCell('fusion', seed, seed / 10)]);
  const arm = { ...accuracy[1]!, model: 'fusion@equal-time' };
  const models = [dualTower, earlyFusion, syntheticModel('fusion@equal-time', 'early fusion')];
  const [without] = await evidenceAbout({ accuracy, models, cells });
  const [beside] = await evidenceAbout({ accuracy: [...accuracy, arm], models, cells });
  expect(without!.comparison).toMatchObject({ seeds: 3 });
  expect(without!.theirs).toMatchObject({ validation: expect.closeTo(0.1, 12) });
  expect(beside).toEqual(without);
});

test('the family of a baseline that was not trained is not guessed', async () => {
  const accuracy = syntheticAccuracy(3, 1).filter(({ model }) => model === 'fusion');
  const [evidence] = await evidenceAbout({ accuracy, models: [earlyFusion] });
  expect(evidence).toMatchObject({ baseline: { model: 'tower', family: undefined, measured: false }, comparison: undefined });
});

test('seeds that some model did not finish are no evidence', async () => {
  const accuracy = syntheticAccuracy(3, 1).filter(({ model, seed }) => model === 'tower' || seed < 2);
  const [evidence] = await evidenceAbout({ accuracy });
  expect(evidence!.comparison).toMatchObject({ seeds: 2, both: { overSeeds: { low: 0.5, high: 0.5 } } });
});

test('query costs name the exact scorers and the fastest index with a good recall', async () => {
  const [evidence] = await evidenceAbout({ cells: syntheticCosts });
  expect(evidence!.queries.map(({ model, scorer }) => `${model} ${scorer}`)).toEqual([
    'fusion exhaustive-factorised',
    'fusion exhaustive-naive',
    'tower exact',
    'tower faiss-hnsw efSearch=64',
  ]);
  expect(evidence!.queries[1]).toMatchObject({ candidates: 2000, samples: 100, p99Ms: undefined, recall: undefined });
  expect(evidence!.queries[3]).toMatchObject({ direction: 'left→right', recall: { name: 'recall@10', value: 0.991 } });
  expect(evidence!.passes.map(({ scorer }) => scorer)).toEqual(['exhaustive-naive', 'exhaustive-factorised']);
});

test('costs are those of another data set only where the same models with the same widths were measured there', async () => {
  const train = (model: ModelManifest, dataset: string) => ({
    id: `${dataset}/fold-0/${model.name}/seed-0/train`,
    kind: 'train',
    key: { model: model.name, dataset, split: 'fold-0', seed: 0 },
    details: { manifest: model },
  });
  const about = async (elsewhere: ModelManifest) => {
    const accuracy = [...syntheticAccuracy(2, 1), ...syntheticAccuracy(2, 1, 'games')];
    const costs = syntheticCosts.filter(({ kind }) => kind !== 'train');
    const trained = [train(dualTower, 'toys'), train(earlyFusion, 'toys'), train(dualTower, 'games'), train(elsewhere, 'games')];
    const [, games] = await evidenceAbout({ accuracy, datasets: ['toys', 'games'], cells: [...costs, ...trained] });
    return { costsFrom: games!.costsFrom, queries: games!.queries.length };
  };
  expect(await about(earlyFusion)).toEqual({ costsFrom: 'toys', queries: 4 });
  expect(await about({ ...earlyFusion, parameters: 7 })).toEqual({ costsFrom: undefined, queries: 0 });
});

test('every data set has evidence of its own', async () => {
  const accuracy = [...syntheticAccuracy(2, 1, 'a'), ...syntheticAccuracy(2, 5, 'b')];
  const evidence = await evidenceAbout({ accuracy, datasets: ['b', 'a'] });
  expect(evidence.map(({ dataset, comparison }) => [dataset, Math.sign(comparison!.both.value)])).toEqual([
    ['b', -1],
    ['a', 1],
  ]);
});

test('a suite that is not meant to compare says so', async () => {
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(3, 1), suite: { claim: false } });
  expect(evidence!.claim).toBe(false);
});
