import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { textContent } from '../../src/catalogue/distinct.ts';
import { familyName } from '../../src/catalogue/family-name.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { partCodes } from '../../src/dataset/part-codes.ts';
import type { Dataset, Item } from '../../src/types.ts';

const counted = (items: readonly Item[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { id } of items) counts[id.split('/')[0]!] = (counts[id.split('/')[0]!] ?? 0) + 1;
  return counts;
};

const sides = (dataset: Dataset) => [dataset.left, dataset.right] as const;

/** Every item with its part, of both sides. */
function* placed(dataset: Dataset, split: Dataset['splits'][number]): Generator<{ item: Item; part: number }> {
  for (const [row, item] of dataset.left.items.entries()) yield { item, part: split.left[row]! };
  for (const [row, item] of dataset.right.items.entries()) yield { item, part: split.right[row]! };
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

test('the emoji set has the pictures of seven vendors and five kinds of text', async () => {
  const { left, right } = await loadDataset('data/emoji');
  expect(counted(left.items)).toEqual({
    'fluent-emoji': 1594,
    'fluent-emoji-flat': 1591,
    'fluent-emoji-high-contrast': 1580,
    fxemoji: 662,
    noto: 1671,
    'noto-v1': 1186,
    twemoji: 1655,
  });
  expect(counted(right.items)).toEqual({ emojilib: 1655, gemoji: 1612, label: 974, shortcodes: 882, tags: 1583 });
  expect(new Set([...left.items, ...right.items].map(({ unit }) => unit)).size).toBe(1396);
});

test('the variants have the pictures of two vendors and two kinds of text, and siblings among the tested', async () => {
  const { left, right, splits } = await loadDataset('data/emoji-variants');
  expect(counted(left.items)).toEqual({ noto: 3686, twemoji: 3684 });
  expect(counted(right.items)).toEqual({ label: 3711, shortcodes: 2916 });
  const tested = left.items.filter((_, row) => splits[0]!.left[row] === partCodes.test);
  expect(new Set(tested.map(({ unit }) => unit)).size).toBeLessThan(tested.length / 10);
});

test('the committed data is at most 45 MB', async () => {
  expect(await folderBytes('data')).toBeLessThanOrEqual(45e6);
});

describe.each(['emoji', 'emoji-variants'])('%s', (name) => {
  let dataset: Dataset;
  beforeAll(async () => {
    dataset = await loadDataset(`data/${name}`);
  });

  test('every item has a right answer', () => {
    const { offsets, columnOf, rows, columns } = dataset.relevance;
    for (let row = 0; row < rows; row++) expect(offsets[row + 1]! > offsets[row]!).toBe(true);
    expect(new Set(columnOf).size).toBe(columns);
  });

  test('right answers share a unit, so no fold cuts them apart', () => {
    const { offsets, columnOf, rows } = dataset.relevance;
    const strange = [];
    for (let row = 0; row < rows; row++) {
      for (const column of columnOf.subarray(offsets[row]!, offsets[row + 1]!)) {
        if (dataset.left.items[row]!.unit !== dataset.right.items[column]!.unit) strange.push([row, column]);
      }
    }
    expect(strange).toEqual([]);
  });

  test('no text is there twice', () => {
    const contents = dataset.right.items.map(({ text }) => textContent(text!));
    expect(new Set(contents).size).toBe(contents.length);
  });

  test('an item that names a concept is of the family of its label, or of one joined with it', () => {
    const labels = dataset.right.items.filter(({ id }) => id.startsWith('label/'));
    const byName = new Map<string, Set<string>>();
    for (const { text, unit } of labels) {
      const family = familyName(text!);
      byName.set(family, (byName.get(family) ?? new Set()).add(unit));
    }
    for (const [family, units] of byName) expect([family, units.size]).toEqual([family, 1]);
  });

  test('five folds test every testable item once, and never with its family in training', () => {
    expect(dataset.splits.map((split) => split.name)).toEqual(['fold-0', 'fold-1', 'fold-2', 'fold-3', 'fold-4']);
    const tested = new Map<string, number>();
    for (const split of dataset.splits) {
      for (const { item, part } of placed(dataset, split)) {
        expect(part).toBeGreaterThan(0);
        if (part === partCodes.test) tested.set(item.id, (tested.get(item.id) ?? 0) + 1);
      }
    }
    expect(new Set(tested.values())).toEqual(new Set([1]));
    if (name === 'emoji') expect(tested.size).toBe(dataset.left.items.length + dataset.right.items.length);
  });

  test('a unit is in one part of a fold; of a variant set, its base emoji may also be in training', () => {
    for (const split of dataset.splits) {
      const parts = new Map<string, Set<number>>();
      for (const { item, part } of placed(dataset, split)) parts.set(item.unit, (parts.get(item.unit) ?? new Set()).add(part));
      for (const found of parts.values()) {
        if (name === 'emoji-variants') found.delete(partCodes.train);
        expect(found.size).toBeLessThanOrEqual(1);
      }
    }
  });

  test('every picture is a tile inside its sheet', async () => {
    const sizes = new Map<string, { width: number; height: number }>();
    for (const { picture } of dataset.left.items) {
      const [file, region] = picture!.split('#xywh=') as [string, string];
      if (!sizes.has(file)) {
        const { width, height } = await sharp(`data/${name}/${file}`).metadata();
        sizes.set(file, { width, height });
      }
      const [x, y, width, height] = region.split(',').map(Number) as [number, number, number, number];
      expect(x + width <= sizes.get(file)!.width && y + height <= sizes.get(file)!.height).toBe(true);
    }
  });

  test('no feature column is constant', () => {
    for (const { features } of sides(dataset)) {
      const { data, columns } = features.global;
      for (let column = 0; column < columns; column++) {
        let varies = false;
        for (let i = column; i < data.length && !varies; i += columns) varies = data[i] !== data[column];
        expect(varies).toBe(true);
      }
    }
  });
});
