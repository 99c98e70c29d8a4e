import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { takeShare } from '../../src/dataset/share.ts';
import type { DatasetPart } from '../../src/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';

async function trainingPart(): Promise<DatasetPart> {
  const folder = await temporaryFolder();
  await writeTinyDataset(folder);
  return takePart(await loadDataset(folder), 'fold-0', 'train');
}
const unitsOf = ({ left, right }: DatasetPart): string[] =>
  [...new Set([...left.items, ...right.items].map(({ unit }) => unit))].sort();

test('a share holds that many families, whole, with their features and right answers', async () => {
  const part = await trainingPart();
  const units = unitsOf(part);
  for (const share of [0.05, 0.25, 0.5, 0.9]) {
    const shown = takeShare(part, share, 3);
    const kept = unitsOf(shown);
    expect(kept).toHaveLength(Math.max(1, Math.round(share * units.length)));
    for (const side of ['left', 'right'] as const) {
      expect(shown[side].items).toEqual(part[side].items.filter(({ unit }) => kept.includes(unit)));
      const { columns, data } = shown[side].features.global;
      shown[side].items.forEach(({ id }, row) => {
        const before = part[side].items.findIndex((item) => item.id === id);
        const own = part[side].features.global.data.subarray(before * columns, (before + 1) * columns);
        expect(data.subarray(row * columns, (row + 1) * columns)).toEqual(own);
      });
    }
    const named = ({ left, right, relevance }: DatasetPart): string[] =>
      left.items.flatMap(({ id }, row) =>
        [...relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!)].map(
          (column) => `${id} ${right.items[column]!.id}`,
        ),
      );
    const ids = new Set([...shown.left.items, ...shown.right.items].map(({ id }) => id));
    expect(named(shown)).toEqual(named(part).filter((pair) => pair.split(' ').every((id) => ids.has(id))));
  }
});

test('a smaller share lies within a larger one of the same seed, another seed draws others, and all is all', async () => {
  const part = await trainingPart();
  const [small, large, other] = [takeShare(part, 0.2, 3), takeShare(part, 0.5, 3), takeShare(part, 0.5, 4)].map(unitsOf);
  expect(large).toEqual(expect.arrayContaining(small!));
  expect(other).not.toEqual(large);
  expect(takeShare(part, 1, 3)).toBe(part);
  expect(takeShare(part, 1e-6, 3).relevance.columnOf.length).toBeGreaterThan(0);
});

/** The same part as if every right item stood for itself: the sides share no family. */
async function partOfStrangers(): Promise<DatasetPart> {
  const part = await trainingPart();
  return { ...part, right: { ...part.right, items: part.right.items.map((item) => ({ ...item, unit: `alone-${item.id}` })) } };
}
const rightOf = ({ left, right, relevance }: DatasetPart): Map<string, string[]> =>
  new Map(
    left.items.map(({ id }, row) => [
      id,
      [...relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!)].map(
        (column) => right.items[column]!.id,
      ),
    ]),
  );

test('where the sides share no family, what is kept on the left keeps all its right answers, and nothing else is kept on the right', async () => {
  const part = await partOfStrangers();
  const [all, families] = [rightOf(part), new Set(part.left.items.map(({ unit }) => unit)).size];
  for (const share of [0.01, 0.25, 0.5]) {
    const shown = takeShare(part, share, 3);
    expect(new Set(shown.left.items.map(({ unit }) => unit)).size).toBe(Math.max(1, Math.round(share * families)));
    const answers = rightOf(shown);
    for (const [id, right] of answers) expect(right).toEqual(all.get(id));
    expect(new Set([...answers.values()].flat())).toEqual(new Set(shown.right.items.map(({ id }) => id)));
    expect(unitsOf(takeShare(part, 0.75, 3))).toEqual(expect.arrayContaining(unitsOf(shown)));
  }
});

test('of questions whose answers are of another kind a share of 1 % is something to learn from', async () => {
  const part = takePart(await loadDataset('data/combinations'), 'world-0', 'train');
  const { left, right, relevance } = takeShare(part, 0.01, 0);
  expect(left.items).toHaveLength(Math.round(0.01 * part.left.items.length));
  expect(right.items.length).toBeGreaterThan(0);
  expect(relevance.columnOf.length).toBeGreaterThanOrEqual(left.items.length);
});
