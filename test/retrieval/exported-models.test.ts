import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { lowerPrecision } from '../../src/graph/lower-precision.ts';
import { type ModelName, models } from '../../src/models.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import { scoreMatrix } from '../../src/retrieval/score-matrix.ts';
import { exportModel } from '../../src/training/export-model.ts';
import { initialWeights } from '../../src/training/weights.ts';
import type { Direction, Features, Matrix } from '../../src/types.ts';
import { createToyWorld, naiveScores, type ToyWorld } from './toy-world.ts';

const names = Object.keys(models) as ModelName[];
const settings = { device: 'cpu', threads: 1 } as const;
let world: ToyWorld;
const matrices = new Map<ModelName, Matrix>();

beforeAll(async () => {
  const beside = { left: { tokens: { count: 5, width: 4 } }, right: { tokens: { count: 3, width: 4 }, words: 24 } };
  world = await createToyWorld({ left: 9, right: 6, hidden: 0 }, 30, 70, beside);
  const shapes = { left: { width: 9, ...beside.left }, right: { width: 6, ...beside.right } };
  const sizes = { inputDropout: 0, hidden: 16, embedding: 8, hiddenDropout: 0, fusionHidden: [12, 5] };
  for (const name of names) {
    const model = defineModel(name, shapes, sizes);
    const weights = initialWeights(model.parameters, 1, { left: world.left, right: world.right });
    await exportModel(model, weights, join(world.folder, name));
    matrices.set(name, await scoreMatrix(join(world.folder, name), world.left, world.right, settings));
  }
});
afterAll(() => world.remove());

describe.each(names)('%s', (name) => {
  test('scores every pair as its network does with nothing cached', async () => {
    const naive = await naiveScores(world, name);
    const { data } = matrices.get(name)!;
    expect(new Set(data).size).toBeGreaterThan(1000);
    for (const [i, score] of naive.entries())
      expect(Math.abs(data[i]! - score)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
  });

  test.each([
    [16, 0.01],
    [8, 0.2],
  ])('keeps its scores in %i bits to %d of their range, or is refused where a pair meets no layer', async (bits, share) => {
    const spec = world.spec('exhaustive-factorised', name, 'left', { settings: { bits } });
    if (lowerPrecision(readFileSync(join(world.folder, name, 'grid.onnx')), 8) === undefined) {
      await expect(openScorer(spec)).rejects.toMatchObject({ kind: 'input', remedy: expect.stringContaining('exact') });
      return;
    }
    const scorer = await openScorer(spec);
    const { rows, scores } = await scorer.search(await scorer.encode(world.left), 70);
    await scorer.close();
    const { data } = matrices.get(name)!;
    const [low, high] = [Math.min(...data), Math.max(...data)];
    const off = Array.from(rows, (row, at) => Math.abs(scores[at]! - data[70 * Math.floor(at / 70) + row]!));
    expect(Math.max(...off)).toBeLessThan(share * (high - low));
  });

  const kinds = [
    'exhaustive-naive',
    'exhaustive-factorised',
    ...('metric' in models[name].fusion ? ['exact', 'faiss-flat'] : []),
  ];
  const directions: Direction[] = ['left-right', 'right-left'];
  test.each(kinds.flatMap((kind) => directions.map((direction) => [kind, direction] as const)))(
    '%s ranks %s as the score matrix does',
    async (kind, direction) => {
      const { data } = matrices.get(name)!;
      const fromLeft = direction === 'left-right';
      const queries: Features = fromLeft ? world.left : world.right;
      const scorer = await openScorer(world.spec(kind, name, fromLeft ? 'left' : 'right'));
      const { rows, scores } = await scorer.search(await scorer.encode(queries), 4);
      await scorer.close();
      for (let query = 0; query < queries.global.rows; query++) {
        const score = (row: number) => (fromLeft ? data[query * 70 + row]! : data[row * 70 + query]!);
        const truth = Array.from({ length: scorer.candidateCount }, (_, row) => score(row)).sort((a, b) => b - a);
        for (let i = 0; i < 4; i++) {
          const near = 1e-4 * Math.max(1, Math.abs(truth[i]!));
          expect(Math.abs(scores[query * 4 + i]! - truth[i]!)).toBeLessThan(near);
          expect(Math.abs(score(rows[query * 4 + i]!) - truth[i]!)).toBeLessThan(near);
        }
      }
    },
  );
});
