import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { UserError } from '../../src/errors.ts';
import { type Backbone, openImageBackbone, openTextBackbone, type TextBackbone } from '../../src/features/backbone.ts';
import { type Picture, renderPicture } from '../../src/features/picture.ts';
import type { Matrix, SideData } from '../../src/types.ts';

let images: Backbone<Picture>;
let texts: TextBackbone;

beforeAll(async () => {
  images = await openImageBackbone('models/efficientnet-lite0', { threads: 2 });
  texts = await openTextBackbone('models/all-MiniLM-L6-v2', { threads: 2 });
});

afterAll(async () => {
  await images.close();
  await texts.close();
});

const row = ({ data, columns }: Matrix, index: number): Float32Array => data.subarray(index * columns, (index + 1) * columns);

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Half a step of 8-bit storage, which is the column's largest value / 127 / 2, and a little for other processors. */
function expectStored(side: SideData, id: string, vector: Float32Array, slack: number): void {
  const { global } = side.features;
  const index = side.items.findIndex((item) => item.id === id);
  expect(index, id).toBeGreaterThanOrEqual(0);
  const stored = row(global, index);
  for (let column = 0; column < global.columns; column++) {
    let largest = 0;
    for (let i = column; i < global.data.length; i += global.columns) largest = Math.max(largest, Math.abs(global.data[i]!));
    expect(Math.abs(stored[column]! - vector[column]!)).toBeLessThan(largest / 254 + slack);
  }
}

const drawing = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="32" r="24" fill="${colour}"/></svg>`;

test('texts of unlike length give the same vectors alone and together', async () => {
  const phrases = ['fog', 'grinning face with smiling eyes, happy, joy', 'a red apple on a wooden table under a very old tree'];
  const together = await texts.encode(phrases);
  expect([together.rows, together.columns]).toEqual([3, 384]);
  for (const [index, phrase] of phrases.entries()) {
    expect(largestDifference(row(together, index), row(await texts.encode([phrase]), 0))).toBeLessThan(1e-6);
  }
});

test('tokens are those of the words, padded behind, beside the same vectors of whole texts', async () => {
  const phrases = ['fog', 'spring in the fog', 'kayaks'];
  const { global, tokens } = await texts.encodeTokens(phrases);
  expect(global).toEqual(await texts.encode(phrases));
  const { width, data, mask } = tokens!;
  expect([tokens!.items, tokens!.tokens, width]).toEqual([3, 4, 384]);
  expect([...mask]).toEqual([1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]);
  const token = (item: number, at: number): Float32Array => data.subarray((item * 4 + at) * width, (item * 4 + at + 1) * width);
  expect(token(0, 1).every((value) => value === 0)).toBe(true);
  const alike = [0, 1, 2, 3].map((at) => cosine(token(0, 0), token(1, at)));
  expect(alike.indexOf(Math.max(...alike))).toBe(3);
});

test('padding is masked: a padded batch stays near the vectors of single texts, as near as weights quantised dynamically allow', async () => {
  const phrases = ['fog', 'a red apple on a wooden table under a very old tree'];
  const [padded, single] = [await texts.encode(phrases, { batchSize: 2 }), await texts.encode(phrases)];
  expect(cosine(row(padded, 0), row(single, 0))).toBeGreaterThan(0.97);
  expect(cosine(row(padded, 0), row(single, 1))).toBeLessThan(0.5);
});

test('pictures give the same vectors alone and together', async () => {
  const pictures = [drawing('#c00'), drawing('#0a0'), drawing('#22f')];
  const together = await images.encode(pictures);
  expect([together.rows, together.columns]).toEqual([3, 1280]);
  for (const [index, picture] of pictures.entries()) {
    expect(largestDifference(row(together, index), row(await images.encode([picture]), 0))).toBeLessThan(1e-3);
  }
});

test('an SVG and its rendered pixels give the same vector', async () => {
  const [drawn, rendered] = [await images.encode([drawing('#c00')]), await images.encode([await renderPicture(drawing('#c00'))])];
  expect(drawn.data).toEqual(rendered.data);
});

test('a known text and a known picture give their rows of the committed data', async () => {
  const dataset = await loadDataset('data/emoji');
  expectStored(dataset.right, 'tags/1f34e', row(await texts.encode(['apple, diet, food, fruit, health, red, ripe']), 0), 0.02);
  const apple = await readFile('test/features/noto-1f34e.svg', 'utf8');
  expectStored(dataset.left, 'noto/1f34e', row(await images.encode([apple]), 0), 0.01);
});

test('progress is told after every batch, and nothing gives an empty matrix', async () => {
  const seen: number[][] = [];
  await texts.encode(['a', 'b', 'c'], { batchSize: 2, onProgress: (done, total) => seen.push([done, total]) });
  expect(seen).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect((await texts.encode([])).rows).toBe(0);
});

test('a name that is no folder is refused, not fetched', async () => {
  await expect(openTextBackbone('models/no-such-backbone')).rejects.toThrow(UserError);
});
