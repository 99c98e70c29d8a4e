import { expect, test } from 'vitest';
import type { Evidence } from '../../src/decision/evidence.ts';
import { evidenceOf } from '../../src/report/evidence.ts';
import { deriveFigures } from '../../src/report/figures.ts';
import { readRecord } from '../../src/report/read-record.ts';
import {
  dualTower,
  earlyFusion,
  type SyntheticRun,
  syntheticAccuracy,
  syntheticCosts,
  syntheticModel,
  writeSyntheticRun,
} from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function evidenceAbout(run: SyntheticRun): Promise<Evidence[]> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, run);
  const loaded = await readRecord(dir);
  return evidenceOf(loaded.record, deriveFigures(loaded));
}

test('contenders are the models of another family, with what their differences rest on', async () => {
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(3, 1) });
  expect(evidence).toMatchObject({ dataset: 'toys', units: 36, claim: true, otherFamily: 'early fusion' });
  expect(evidence!.contenders).toMatchObject([
    {
      model: 'fusion',
      seeds: 3,
      differences: [
        { direction: 'left→right', value: 0.5, seedsAgreeing: 3 },
        { direction: 'right→left', value: 0.5 },
      ],
    },
  ]);
});

test('another dual tower is no contender of the dual tower', async () => {
  const models = [syntheticModel('tower', 'dual tower'), syntheticModel('fusion', 'dual tower')];
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(2, 1), models });
  expect(evidence!.contenders).toEqual([]);
  expect(evidence!.siblings.map(({ model }) => model)).toEqual(['fusion']);
});

test('an arm is no contender', async () => {
  const arms = syntheticAccuracy(3, 1).filter(({ model }) => model === 'fusion');
  const accuracy = [...syntheticAccuracy(3, 5), ...arms.map((run) => ({ ...run, model: 'fusion@equal-time' }))];
  const models = [dualTower, earlyFusion, syntheticModel('fusion@equal-time', 'early fusion')];
  const [evidence] = await evidenceAbout({ accuracy, models });
  expect(evidence!.contenders.map(({ model }) => model)).toEqual(['fusion']);
});

test('the family of a baseline that was not trained is not guessed', async () => {
  const accuracy = syntheticAccuracy(3, 1).filter(({ model }) => model === 'fusion');
  const [evidence] = await evidenceAbout({ accuracy, models: [earlyFusion] });
  expect(evidence).toMatchObject({ baseline: { model: 'tower', family: undefined, measured: false }, contenders: [] });
});

test('seeds that some model did not finish are no evidence', async () => {
  const accuracy = syntheticAccuracy(3, 1).filter(({ model, seed }) => model === 'tower' || seed < 2);
  const [evidence] = await evidenceAbout({ accuracy });
  expect(evidence!.contenders).toMatchObject([{ seeds: 2, differences: [{ seedsAgreeing: 2 }, { seedsAgreeing: 2 }] }]);
  expect(evidence!.contenders[0]!.differences[0]!.overSeeds).toEqual({ low: 0.5, high: 0.5 });
});

test('query costs name the exact scorers and the fastest index with a good recall', async () => {
  const [evidence] = await evidenceAbout({ cells: syntheticCosts });
  expect(evidence!.queries.map(({ model, scorer }) => `${model} ${scorer}`)).toEqual([
    'fusion exhaustive-factorised',
    'fusion exhaustive-naive',
    'tower exact',
    'tower faiss-hnsw efSearch=64',
  ]);
  expect(evidence!.queries[1]).toMatchObject({ candidates: 2000, p99Ms: undefined });
  expect(evidence!.passes.map(({ scorer }) => scorer)).toEqual(['exhaustive-naive', 'exhaustive-factorised']);
});

test('every data set has evidence of its own', async () => {
  const accuracy = [...syntheticAccuracy(2, 1, 'a'), ...syntheticAccuracy(2, 5, 'b')];
  const evidence = await evidenceAbout({ accuracy, datasets: ['b', 'a'] });
  expect(evidence.map(({ dataset, contenders }) => [dataset, Math.sign(contenders[0]!.differences[0]!.value)])).toEqual([
    ['b', -1],
    ['a', 1],
  ]);
});

test('a suite that is not meant to compare says so', async () => {
  const [evidence] = await evidenceAbout({ accuracy: syntheticAccuracy(3, 1), suite: { claim: false } });
  expect(evidence!.claim).toBe(false);
});
