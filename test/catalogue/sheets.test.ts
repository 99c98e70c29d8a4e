import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodeSheets, tileAddress, tileSize } from '../../src/catalogue/sheets.ts';

test('the address of a row is its place in sheets of 32 by 32 tiles', () => {
  expect(tileAddress(0)).toBe('pictures/left-000.webp#xywh=0,0,32,32');
  expect(tileAddress(33)).toBe('pictures/left-000.webp#xywh=32,32,32,32');
  expect(tileAddress(1024)).toBe('pictures/left-001.webp#xywh=0,0,32,32');
});

test('the address of a tile leads to its colour', async () => {
  const colour = (row: number): [number, number, number] => [(row * 37) % 256, (row * 91) % 256, (row * 53) % 256];
  const tiles = Array.from({ length: 40 }, (_, row) => ({
    width: tileSize,
    height: tileSize,
    data: Uint8Array.from({ length: tileSize * tileSize * 3 }, (_byte, i) => colour(row)[i % 3]!),
  }));
  const sheets = await encodeSheets(tiles, 95);
  expect([...sheets.keys()]).toEqual(['pictures/left-000.webp']);
  for (const row of [0, 1, 31, 32, 39]) {
    const [file, region] = tileAddress(row).split('#xywh=') as [string, string];
    const [left, top] = region.split(',').map(Number) as [number, number];
    const { data, info } = await sharp(sheets.get(file)).raw().toBuffer({ resolveWithObject: true });
    const centre = ((top + tileSize / 2) * info.width + left + tileSize / 2) * info.channels;
    for (const [channel, value] of colour(row).entries()) expect(Math.abs(data[centre + channel]! - value)).toBeLessThan(16);
  }
});
