import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScorer } from '../../src/retrieval/open.ts';
import { embed, embeddingScore, recallAtK } from '../../src/retrieval/recall.ts';
import { storeVectors } from '../../src/retrieval/stored-vectors.ts';
import type { Scorer, Side, TopK } from '../../src/types.ts';
import { toyMatrix, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, naiveScores, type ToyWorld } from './toy-world.ts';

const widths = { left: 9, right: 7, hidden: 24 };
// More queries and candidates than one product takes, so that blocks join.
const [leftCount, rightCount] = [70, 12_000];
let world: ToyWorld;

beforeAll(async () => {
  world = await createToyWorld(widths, leftCount, rightCount);
  writeToyDualTower(join(world.folder, 'innerProduct'), widths);
  writeToyDualTower(join(world.folder, 'l2'), widths, 'l2');
});
afterAll(() => world.remove());

const ask = async (scorer: Scorer, side: Side, k: number): Promise<TopK> => scorer.search(await scorer.encode(world[side]), k);

test.each([
  ['innerProduct', 16, 2e-3],
  ['innerProduct', 8, 3e-2],
  ['l2', 16, 2e-2],
  ['l2', 8, 4e-1],
] as const)('%s at %i bits finds nearly what float32 finds, with nearly its scores', async (model, bits, tolerance) => {
  const settings = { device: 'cpu', threads: 1 } as const;
  const left = await embed(join(world.folder, model), 'left', world.left, settings);
  const right = await embed(join(world.folder, model), 'right', world.right, settings);
  const score = embeddingScore(left, right, model);
  const exact = await openScorer(world.spec('exact', model, 'left'));
  const short = await openScorer(world.spec('exact', model, 'left', { settings: { bits } }));
  const [truth, found] = [await ask(exact, 'left', 10), await ask(short, 'left', 10)];
  for (const [i, row] of found.rows.entries())
    expect(Math.abs(found.scores[i]! - score(Math.floor(i / 10), row))).toBeLessThan(tolerance);
  const recall = recallAtK(found, truth, 10, score);
  expect(recall.reduce((sum, one) => sum + one, 0) / leftCount).toBeGreaterThan(bits === 16 ? 0.98 : 0.8);
  await exact.close();
  await short.close();
});

test('what is cached has a half and a quarter of the bytes, and a scale a row', async () => {
  const bytesAt = async (bits: number) => {
    const scorer = await openScorer(world.spec('exact', 'innerProduct', 'left', { settings: { bits } }));
    await scorer.close();
    return scorer.opening.find(({ phase }) => phase === 'encode candidates')!.bytes;
  };
  const values = rightCount * widths.hidden;
  expect([await bytesAt(32), await bytesAt(16), await bytesAt(8)]).toEqual([4 * values, 2 * values, values + 4 * rightCount]);
});

test('one query alone has the answer that it has among others', async () => {
  const scorer = await openScorer(world.spec('exact', 'l2', 'right', { settings: { bits: 8 } }));
  const { columns, data } = world.right.global;
  const take = (from: number, to: number) => ({
    global: { rows: to - from, columns, data: data.subarray(from * columns, to * columns) },
  });
  const many = await scorer.search(await scorer.encode(take(0, 70)), 4);
  const one = await scorer.search(await scorer.encode(take(66, 67)), 4);
  expect([...one.rows]).toEqual([...many.rows.subarray(66 * 4, 67 * 4)]);
  expect([...one.scores]).toEqual([...many.scores.subarray(66 * 4, 67 * 4)]);
  await scorer.close();
});

test('8 bits are each row by its largest value, and float16 keeps eleven digits of two', async () => {
  const vectors = { ...toyMatrix(3, 4, 5) };
  vectors.data.fill(0, 4, 8);
  const eight = await storeVectors(vectors, 8, true);
  for (let i = 0; i < 12; i++) {
    const scale = Math.max(...vectors.data.subarray(4 * (i >> 2), 4 * (i >> 2) + 4).map(Math.abs)) / 127 || 1;
    expect(eight.data[i]).toBe(Math.round(vectors.data[i]! / scale) + 0);
  }
  expect(eight.squares![1]).toBe(0);
  const half = await storeVectors({ rows: 1, columns: 3, data: Float32Array.of(1, -2, 1 + 2 ** -12) }, 16, true);
  expect([...half.data]).toEqual([0x3c00, 0xc000, 0x3c00]);
  expect(half.squares![0]).toBe(6);
});

test('another number of bits is refused, and the naive scores are those of 32', async () => {
  await expect(openScorer(world.spec('exact', 'l2', 'left', { settings: { bits: 4 } }))).rejects.toMatchObject({
    place: 'bits',
    remedy: 'Give it 32, 16, 8.',
  });
  const small = await createToyWorld(widths, 4, 30);
  writeToyDualTower(join(small.folder, 'l2'), widths, 'l2');
  const naive = await naiveScores(small, 'l2');
  const scorer = await openScorer(small.spec('exact', 'l2', 'left', { settings: { bits: 32 } }));
  const found = await scorer.search(await scorer.encode(small.left), 30);
  for (let i = 0; i < 120; i++) expect(found.scores[i]).toBeCloseTo(naive[Math.floor(i / 30) * 30 + found.rows[i]!]!, 4);
  await scorer.close();
  small.remove();
});
