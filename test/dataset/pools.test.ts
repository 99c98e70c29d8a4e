import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { nestedPools } from '../../src/dataset/pools.ts';
import type { Dataset, SideData } from '../../src/types.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'pools-'));
let dataset: Dataset;
beforeAll(async () => {
  await writeTinyDataset(join(folder, 'data'), 60);
  dataset = await loadDataset(join(folder, 'data'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = ({ items }: SideData): string[] => items.map(({ id }) => id);

test('every pool lies within the next, whole families at a time, and the pool of all is the test part', () => {
  const pools = nestedPools(dataset, 'fold-0', { shares: [0.25, 0.5, 1], trainingAdded: true }, 0);
  const [quarter, half, whole, more] = pools.map((pool) => pool['left-right'].right) as [SideData, SideData, SideData, SideData];
  for (const [small, large] of [
    [quarter, half],
    [half, whole],
    [whole, more],
  ] as const) {
    const inside = new Set(ids(large));
    expect(ids(small).every((id) => inside.has(id))).toBe(true);
    expect(small.items.length).toBeLessThan(large.items.length);
  }
  const units = new Set(quarter.items.map(({ unit }) => unit));
  expect(half.items.filter(({ unit }) => units.has(unit))).toEqual(quarter.items);
  expect(pools[2]!['right-left']).toEqual(takePart(dataset, 'fold-0', 'test'));
  expect(nestedPools(dataset, 'fold-0', { shares: [0.25, 0.5, 1], trainingAdded: false }, 0)).toEqual(pools.slice(0, 3));
});

test('with training items added only the candidates are more: the queries are those of the test part', () => {
  const { 'left-right': forth, 'right-left': back } = nestedPools(dataset, 'fold-0', { shares: [1], trainingAdded: true }, 0)[1]!;
  const [test, train] = [takePart(dataset, 'fold-0', 'test'), takePart(dataset, 'fold-0', 'train')];
  expect(ids(forth.left)).toEqual(ids(test.left));
  expect(ids(back.right)).toEqual(ids(test.right));
  expect(ids(forth.right).sort()).toEqual([...ids(test.right), ...ids(train.right)].sort());
  expect(ids(back.left).sort()).toEqual([...ids(test.left), ...ids(train.left)].sort());
  expect(forth.relevance.columnOf.length).toBeGreaterThanOrEqual(test.relevance.columnOf.length);
});
