import { expect, test } from 'vitest';
import { cutTile, pictureAddress } from '../../src/features/tile.ts';

test('an address names a file and a rectangle of it, or the whole picture', () => {
  expect(pictureAddress('pictures/left-000.webp#xywh=32,0,32,16')).toEqual({
    file: 'pictures/left-000.webp',
    tile: { x: 32, y: 0, width: 32, height: 16 },
  });
  expect(pictureAddress('a.png')).toEqual({ file: 'a.png' });
});

test.each(['a.png#xywh=1,2,3', 'a.png#t=10', 'a.png#xywh=1,2,3,-4', 'a.png#xywh=1,2,3,4#'])('%s is refused', (address) => {
  expect(() => pictureAddress(address)).toThrow(/is no address of a picture/);
});

test('a tile has the pixels of its place, and lies within its picture', () => {
  const sheet = { width: 4, height: 3, data: Uint8Array.from({ length: 36 }, (_, i) => i) };
  expect([...cutTile(sheet, { x: 1, y: 1, width: 2, height: 2 }).data]).toEqual([15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32]);
  expect(() => cutTile(sheet, { x: 3, y: 0, width: 2, height: 1 })).toThrow(/is not in a picture of 4 × 3/);
});
