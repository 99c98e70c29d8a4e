import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSafetensors } from '../../../src/files/safetensors.ts';
import { sha256File } from '../../../src/files/sha256.ts';
import { readFeatures } from '../../../src/retrieval/features-file.ts';
import { scoreMatrix } from '../../../src/retrieval/score-matrix.ts';
import { carriedOut } from '../../../src/suite/cell.ts';
import { run as compareAnswers } from '../../../src/suite/cells/answers.ts';
import { run as measureBatches } from '../../../src/suite/cells/batch.ts';
import { run as takeOver } from '../../../src/suite/cells/reuse.ts';
import { type CellWorld, createCellWorld } from './cell-world.ts';

const folder = 'tiny/fold-0/models/dual-cosine';
let [before, now]: [CellWorld, CellWorld] = [undefined!, undefined!];
beforeAll(async () => {
  [before, now] = [await createCellWorld(), await createCellWorld()];
});
afterAll(() => {
  before.remove();
  now.remove();
});

const listed = async (path: string) => ({ path, ...(await sha256File(join(before.out, path))) });

test('weights come over byte for byte, with the manifest of their model', async () => {
  const files = [await listed(`${folder}/left.onnx`), await listed(`${folder}/model.json`)];
  const { details, figures } = await carriedOut(
    takeOver,
    now.cell('reuse', { from: before.out, runId: 'before', folder, files }),
    now.context,
  );
  expect(details).toMatchObject({ reusedFrom: 'before', manifest: { name: 'dual-cosine' } });
  expect(figures).toMatchObject([{ metric: 'parameters' }]);
  for (const { path } of files) expect(readFileSync(join(now.out, path))).toEqual(readFileSync(join(before.out, path)));
});

test('weights that are not those of the record are refused, and so is a path that leads elsewhere', async () => {
  const wrong = { ...(await listed(`${folder}/left.onnx`)), sha256: 'a'.repeat(64) };
  const cell = (files: object[]) => now.cell('reuse', { from: before.out, runId: 'before', folder, files: files as never });
  await expect(carriedOut(takeOver, cell([wrong]), now.context)).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringContaining('not the one'),
  });
  const outside = { ...wrong, path: `${folder}/../concat/left.onnx` };
  await expect(carriedOut(takeOver, cell([outside]), now.context)).rejects.toMatchObject({ kind: 'input' });
});

/** Scores that a run would have kept, each moved by `change`. */
async function recorded(change: (score: number, at: number) => number) {
  const side = (name: string) => readFeatures(join(now.out, `tiny/fold-0/features/${name}.safetensors`));
  const scores = await scoreMatrix(join(now.out, folder), await side('left'), await side('right'), { device: 'cpu', threads: 1 });
  const data = scores.data.map(change);
  const path = 'tiny/fold-0/scores/dual-cosine.safetensors';
  await writeSafetensors(before.context.output(path), { scores: { dtype: 'F32', shape: [scores.rows, scores.columns], data } });
  return { from: before.out, file: await listed(path) };
}

test('answers like those of the record pass, and how far they lie apart is kept', async () => {
  const { failure, figures, details } = await carriedOut(
    compareAnswers,
    now.cell('answers', { recorded: await recorded((score) => score + 1e-6) }),
    now.context,
  );
  expect(failure).toBeUndefined();
  expect(details).toMatchObject({ reference: 'the record' });
  const [difference, ...same] = figures!;
  expect(difference).toMatchObject({ metric: 'score difference', unit: 'fraction' });
  expect(difference!.value).toBeGreaterThan(0);
  expect(difference!.value).toBeLessThan(1e-4);
  expect(same.map(({ metric, direction, value }) => [metric, direction, value])).toEqual([
    ['same ten best', 'left-right', 1],
    ['same ten best', 'right-left', 1],
  ]);
});

test('other answers fail the cell with the reason: no speed without equal answers', async () => {
  const { failure, figures } = await carriedOut(
    compareAnswers,
    now.cell('answers', { recorded: await recorded((score, at) => (at % 7 === 0 ? -score : score)) }),
    now.context,
  );
  expect(failure).toMatchObject({
    kind: 'internal',
    message: expect.stringContaining('speed without equal answers is no result'),
  });
  expect(figures!.length).toBe(3);
});

test('scores that were changed since are refused', async () => {
  const kept = await recorded((score) => score);
  writeFileSync(join(before.out, kept.file.path), 'changed');
  await expect(carriedOut(compareAnswers, now.cell('answers', { recorded: kept }), now.context)).rejects.toMatchObject({
    kind: 'input',
  });
});

test('batches are timed at each size of batch and of candidates that the test part has, and the others are named', async () => {
  const { samples, warnings, details } = await carriedOut(
    measureBatches,
    now.cell('batch', {
      scorer: 'exact',
      settings: {},
      k: 5,
      queries: 11,
      maximumSeconds: 0.05,
      batches: [1, 4, 100_000],
      candidates: [3, 10],
    }),
    now.context,
  );
  expect(samples!.map(({ name, key }) => [name, key.leftCount, key.rightCount])).toEqual([
    ['batch', 1, 3],
    ['batch', 4, 3],
    ['batch', 1, 10],
    ['batch', 4, 10],
  ]);
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'too-few-items', message: expect.stringContaining('100000') }));
  expect(details).toMatchObject({ batches: [{ batch: 1, candidates: 3 }, {}, {}, {}] });
});
