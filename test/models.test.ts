import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModel, objectionToShapes } from '../src/define-model.ts';
import { isModelName, type ModelName, models } from '../src/models.ts';
import { featureArray } from '../src/runtime/feature-arrays.ts';
import { openSession, type TensorValue } from '../src/runtime/session.ts';
import { exportModel } from '../src/training/export-model.ts';
import { initialWeights } from '../src/training/weights.ts';
import type { ModelManifest, Side } from '../src/types.ts';
import { toyFeatures } from './support/toy-features.ts';

const settings = { inputDropout: 0.25, hidden: 16, embedding: 8, hiddenDropout: 0.3, fusionHidden: [12, 6] };
const shapes = {
  left: { width: 10, tokens: { count: 4, width: 5 } },
  right: { width: 6, tokens: { count: 3, width: 5 }, words: 16 },
};
const features = { left: toyFeatures(9, shapes.left, 11), right: toyFeatures(7, shapes.right, 12) };
/** What a file of the model takes, of all items of a side. */
const inputsOf = (manifest: ModelManifest, side: Side): Record<string, TensorValue> =>
  Object.fromEntries(
    manifest[side].inputs.map(({ name }) => {
      const { shape, data } = featureArray(features[side], side, name)!;
      return [name, { dims: [features[side].global.rows, ...shape], data }];
    }),
  );

const rowsOf = (array: TensorValue, index: readonly number[]): TensorValue => {
  const width = array.data.length / array.dims[0]!;
  const data = Float32Array.from(index.flatMap((i) => [...(array.data as Float32Array).subarray(i * width, (i + 1) * width)]));
  return { dims: [index.length, ...array.dims.slice(1)], data };
};
const repeated = (side: Record<string, TensorValue>, rows: readonly number[]): Record<string, TensorValue> =>
  Object.fromEntries(Object.entries(side).map(([key, value]) => [key, rowsOf(value, rows)]));

describe.each(Object.keys(models) as ModelName[])('%s', (name) => {
  let folder: string;
  let manifest: ModelManifest;
  const run = async (file: string, feeds: Record<string, TensorValue>) => {
    const session = await openSession(join(folder, file), { device: 'cpu', threads: 1 });
    const outputs = await session.run(feeds);
    await session.close();
    return outputs;
  };
  const cached = async () => ({
    left: await run('left.onnx', inputsOf(manifest, 'left')),
    right: await run('right.onnx', inputsOf(manifest, 'right')),
  });
  const pairs = Array.from({ length: 63 }, (_, at) => ({ i: Math.floor(at / 7), j: at % 7 }));
  const leftOfPair = pairs.map(({ i }) => i);
  const rightOfPair = pairs.map(({ j }) => j);
  const pairScores = async () => {
    const both = { ...repeated(inputsOf(manifest, 'left'), leftOfPair), ...repeated(inputsOf(manifest, 'right'), rightOfPair) };
    return (await run('pair.onnx', both)).score!;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matchbench-model-'));
    const model = defineModel(name, shapes, settings);
    manifest = await exportModel(model, initialWeights(model.parameters, 1, features), folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('scores a pair alike with nothing cached, both sides cached, and over the whole grid', async () => {
    const expected = await pairScores();
    expect(expected.dims).toEqual([63]);
    expect(new Set<number | bigint>(expected.data).size).toBeGreaterThan(60);
    const halves = await cached();
    const both = { ...repeated(halves.left, leftOfPair), ...repeated(halves.right, rightOfPair) };
    expect((await run('interaction.onnx', both)).score!.data).toBeAllClose(expected.data as Float32Array, 1e-4, 1e-4);
    const grid = (await run('grid.onnx', { ...halves.left, ...halves.right })).scores!;
    expect(grid.dims).toEqual([9, 7]);
    expect(grid.data).toBeAllClose(expected.data as Float32Array, 1e-4, 1e-4);
  });

  it('says in model.json what its files take and give', async () => {
    expect(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifest)));
    const halves = await cached();
    for (const side of ['left', 'right'] as const) {
      expect(Object.keys(halves[side])).toEqual(manifest[side].cached.map((array) => array.name));
      for (const array of manifest[side].cached) expect(halves[side][array.name]!.dims.slice(1)).toEqual(array.shape);
    }
    const session = await openSession(join(folder, 'interaction.onnx'), { device: 'cpu', threads: 1 });
    expect(session.inputs.toSorted()).toEqual(
      [...manifest.left.cached, ...manifest.right.cached].map((array) => array.name).toSorted(),
    );
    await session.close();
  });

  it('is indexed exactly when it is a dual tower, by the metric its score is', async () => {
    expect(manifest.index !== undefined).toBe(manifest.family === 'dual tower');
    if (manifest.index === undefined) return;
    const halves = await cached();
    const [u, v] = [halves.left[manifest.index.left]!, halves.right[manifest.index.right]!];
    const width = u.dims[1]!;
    const metric = pairs.map(({ i, j }) => {
      let total = 0;
      for (let k = 0; k < width; k++) {
        const [a, b] = [Number(u.data[i * width + k]), Number(v.data[j * width + k])];
        total += manifest.index!.metric === 'l2' ? -((a - b) ** 2) : a * b;
      }
      return total;
    });
    expect((await pairScores()).data).toBeAllClose(metric, 1e-4, 1e-4);
  });

  it('counts fewer operations for a pair whose sides are cached', () => {
    const { work } = manifest;
    expect(work.interaction.operations).toBeLessThan(work.pair.operations);
    expect(work.left.operations + work.right.operations + work.interaction.operations).toBeGreaterThanOrEqual(
      work.pair.operations * 0.95,
    );
  });
});

it('a model that compares values as they are needs as many on both sides, and one that learns its own space does not', () => {
  const unequal = {
    left: { width: 10, tokens: { count: 4, width: 5 } },
    right: { width: 6, tokens: { count: 3, width: 7 }, words: 8 },
  };
  const refused = (Object.keys(models) as ModelName[]).filter((name) => objectionToShapes(name, unequal) !== undefined);
  expect(refused).toContain('late-interaction-frozen');
  expect(objectionToShapes('late-interaction-frozen', unequal)).toContain(
    'has 5 an item or token on the left and 7 on the right',
  );
  for (const name of refused) expect(models[name].summary).toContain('as they are');
  expect(refused.filter((name) => objectionToShapes(name, shapes) !== undefined)).toEqual([]);
});

it('a model that learns from words is refused where a side has none', () => {
  expect(objectionToShapes('dual-words', { left: { width: 1, words: 8 }, right: { width: 1 } })).toContain('on the right');
  expect(objectionToShapes('dual-words', { left: { width: 1 }, right: { width: 1, words: 8 } })).toBeUndefined();
});

it('model names are those of the table, and nothing an object inherits', () => {
  expect(isModelName('concat')).toBe(true);
  expect(isModelName('constructor')).toBe(false);
});
