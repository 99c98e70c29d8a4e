import { expect, it } from 'vitest';
import { createBatches } from '../../src/training/batches.ts';
import { conceptClasses } from '../../src/training/concept-classes.ts';
import { knownRight } from '../../src/training/known-right.ts';
import type { DatasetPart, SideData } from '../../src/types.ts';

const side = (name: string, features: readonly number[]): SideData => ({
  name,
  items: features.map((_, i) => ({ id: `${name}${i}`, unit: 'u' })),
  features: { global: { rows: features.length, columns: 1, data: Float32Array.from(features) } },
});
/** Left 0 and 2 look the same, and so do right 1 and 3. Left i belongs to right i. */
const part: DatasetPart = {
  left: side('l', [1, 2, 1, 4]),
  right: side('r', [5, 6, 7, 6]),
  relevance: {
    rows: 4,
    columns: 4,
    offsets: Uint32Array.of(0, 1, 2, 3, 4),
    columnOf: Uint32Array.of(0, 1, 2, 3),
    grades: Uint8Array.of(1, 2, 3, 1),
  },
};

it('what is right for an item is right for its twin, on either side, with the higher grade', () => {
  const { offsets, columnOf, grades } = knownRight(part);
  const answers = [0, 1, 2, 3].map((row) => [...columnOf.slice(offsets[row]!, offsets[row + 1]!)]);
  expect(answers).toEqual([
    [0, 2],
    [1, 3],
    [0, 2],
    [1, 3],
  ]);
  expect([...grades]).toEqual([1, 3, 2, 2, 1, 3, 1, 1]);
});

it('a part without twins keeps its right answers as they are', () => {
  const single = { ...part, left: side('l', [1, 2, 3, 4]), right: side('r', [5, 6, 7, 8]) };
  expect(knownRight(single)).toBe(single.relevance);
});

it('twins are never wrong answers of each other, and share a class', () => {
  const known = knownRight(part);
  const batches = createBatches({ relevance: part.relevance, known }, 4, 1);
  expect(batches.classCount).toBe(2);
  for (let step = 0; step < 5; step++) {
    const { left, right, blocked, classes } = batches.next();
    left.forEach((row, i) => {
      right.forEach((column, j) => {
        const same = Number(row) % 2 === Number(column) % 2;
        expect(blocked[i * 4 + j]).toBe(i !== j && same ? 1 : 0);
        expect(classes[i] === classes[j]).toBe(same);
      });
    });
  }
});

it('items that right answers link in steps are one class, and items without any have none', () => {
  // Left 0 – right 0 – left 1 – right 2 in one; left 2 – right 3 in another; left 3 and right 1 alone.
  const classes = conceptClasses({
    rows: 4,
    columns: 4,
    offsets: Uint32Array.of(0, 1, 3, 4, 4),
    columnOf: Uint32Array.of(0, 0, 2, 3),
    grades: new Uint8Array(4).fill(1),
  });
  expect(classes.count).toBe(2);
  expect([...classes.left]).toEqual([0, 0, 1, -1]);
  expect([...classes.right]).toEqual([0, -1, 0, 1]);
});
