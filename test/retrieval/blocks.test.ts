import { expect, it } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { blockOf } from '../../src/retrieval/cached-side.ts';
import { blockShape } from '../../src/retrieval/grid.ts';
import { describeModel } from '../../src/training/export-model.ts';

it('blocks of rows are bounded by their values, and never empty', () => {
  expect(blockOf([{ shape: [384] }], 256, 2 ** 22)).toBe(256);
  expect(blockOf([{ shape: [160, 384] }, { shape: [160] }], 256, 2 ** 22)).toBe(Math.floor(2 ** 22 / (160 * 385)));
  expect(blockOf([{ shape: [4000, 4000] }], 256, 2 ** 22)).toBe(1);
});

it.each([
  [8, 160],
  [160, 160],
  [512, 512],
])('a block of pairs with %i × %i tokens keeps its similarities within 32 MiB', (leftCount, rightCount) => {
  const tokens = (count: number) => ({ width: 384, tokens: { count, width: 384 } });
  const model = describeModel(defineModel('late-interaction', { left: tokens(leftCount), right: tokens(rightCount) }));
  for (const [device, queryCount] of [
    ['cpu', 1],
    ['cpu', 700],
    ['webgpu', 700],
  ] as const) {
    const { queries, candidates } = blockShape(model, queryCount, { device, threads: 2 });
    expect(queries * candidates).toBeGreaterThan(0);
    expect(4 * queries * candidates * leftCount * rightCount).toBeLessThanOrEqual(32 * 2 ** 20);
  }
});
