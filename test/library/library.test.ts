import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate, loadDataset, measure, type Trained, train } from '../../src/index.ts';
import type { Dataset } from '../../src/types.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

let folder: string;
let dataset: Dataset;
let trained: Trained;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matchbench-test-'));
  await writeTinyDataset(join(folder, 'data'));
  // The example of the package: load, train, evaluate, measure.
  dataset = await loadDataset(join(folder, 'data'));
  trained = await train({
    dataset,
    model: 'dual-cosine',
    out: join(folder, 'tower'),
    network: { hidden: 16, embedding: 8 },
    training: { batchSize: 16, maxSteps: 200, stepsPerCheck: 50 },
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a data set is loaded, a model trained and evaluated in both directions, far above chance', async () => {
  const evaluation = await evaluate({ dataset, model: trained.folder });
  expect(trained.manifest.family).toBe('dual tower');
  for (const direction of ['left-right', 'right-left'] as const) expect(evaluation[direction].averages.MRR).toBeGreaterThan(0.3);
});

test('single queries are timed, with percentiles only where there are samples enough', async () => {
  const { timings, candidates } = await measure({
    dataset,
    model: trained.folder,
    scorer: 'exact',
    count: 20,
    maximumSeconds: 5,
  });
  const { p50Ms, p90Ms, samplesMs } = timings['end to end']!;
  expect(candidates).toBeGreaterThan(10);
  expect(samplesMs.length).toBeGreaterThanOrEqual(20);
  expect(p50Ms).toBeGreaterThan(0);
  expect(p90Ms).toBeUndefined();
});

test('a split or a model that is not there, and a model that cannot match the features, are refused', async () => {
  await expect(evaluate({ dataset, model: trained.folder, split: 'x' })).rejects.toMatchObject({ kind: 'input' });
  await expect(train({ dataset, model: 'late-interaction', out: 'nowhere' })).rejects.toThrow('token features');
  await expect(train({ dataset, model: 'dual-cosin' as never, out: 'nowhere' })).rejects.toThrow(
    'there is no model "dual-cosin"',
  );
});
