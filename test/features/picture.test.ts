import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { encodeWebp, renderPicture } from '../../src/features/picture.ts';

const square = (fill: string, width = 10, height = 10): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="${fill}"/></svg>`;

const pixelAt = ({ width, data }: { width: number; data: Uint8Array }, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('a picture fills a square of 224 pixels with three bytes each', async () => {
  const pixels = await renderPicture(square('#102030'));
  expect([pixels.width, pixels.height, pixels.data.length]).toEqual([224, 224, 224 * 224 * 3]);
  expect(pixelAt(pixels, 112, 112)).toEqual([0x10, 0x20, 0x30]);
});

test('transparency becomes white, also half of it', async () => {
  const empty = await renderPicture('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>');
  expect(empty.data.every((byte) => byte === 255)).toBe(true);
  const half = await renderPicture(square('rgba(0,0,0,0.5)'));
  expect(pixelAt(half, 100, 100)[0]).toBeGreaterThan(125);
  expect(pixelAt(half, 100, 100)[0]).toBeLessThan(130);
});

test('a wide picture keeps its proportions between two white bands', async () => {
  const pixels = await renderPicture(square('#000', 20, 10));
  expect(pixelAt(pixels, 112, 10)).toEqual([255, 255, 255]);
  expect(pixelAt(pixels, 112, 112)).toEqual([0, 0, 0]);
  expect(pixelAt(pixels, 112, 214)).toEqual([255, 255, 255]);
});

test('an SVG is drawn at the size asked for, not enlarged: an edge is at most one pixel soft', async () => {
  const pixels = await renderPicture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="4" height="8"/></svg>',
  );
  const row = Array.from({ length: 224 }, (_, x) => pixelAt(pixels, x, 112)[0]!);
  expect(row.filter((value) => value > 8 && value < 247).length).toBeLessThanOrEqual(2);
});

test('pixels of the right size are passed on, others are scaled', async () => {
  const pixels = await renderPicture(square('#f00'));
  expect(await renderPicture(pixels)).toBe(pixels);
  const tile = await renderPicture(pixels, 32);
  expect([tile.width, tile.data.length]).toEqual([32, 32 * 32 * 3]);
  expect(pixelAt(tile, 16, 16)).toEqual([255, 0, 0]);
});

test('an encoded picture is read back as it was drawn', async () => {
  const pixels = await renderPicture(square('#2040a0'));
  const [red, green, blue] = pixelAt(await renderPicture(await encodeWebp(pixels, 90)), 50, 50) as [number, number, number];
  expect(Math.abs(red - 0x20) + Math.abs(green - 0x40) + Math.abs(blue - 0xa0)).toBeLessThan(12);
});

test('bytes that are no picture are refused for the person at the terminal', async () => {
  await expect(renderPicture(Uint8Array.of(1, 2, 3, 4))).rejects.toThrow(UserError);
});
