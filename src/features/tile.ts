import { UserError } from '../errors.ts';
import type { Pixels } from './picture.ts';

/** A picture's file, and the rectangle of it that is meant. */
export interface PictureAddress {
  readonly file: string;
  readonly tile?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Reads `file.webp#xywh=x,y,w,h` (W3C Media Fragments URI 1.0), the rectangle in pixels; without a fragment the whole picture is meant. */
export function pictureAddress(address: string): PictureAddress {
  const [file, fragment, ...rest] = address.split('#') as [string, ...string[]];
  if (fragment === undefined) return { file };
  const numbers = /^xywh=(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})$/.exec(fragment)?.slice(1).map(Number);
  if (numbers === undefined || rest.length > 0) {
    throw new UserError('input', `"${address}" is no address of a picture.`, {
      remedy: 'Write file.webp or file.webp#xywh=x,y,width,height.',
    });
  }
  const [x, y, width, height] = numbers as [number, number, number, number];
  return { file, tile: { x, y, width, height } };
}

/** The rectangle of a picture's pixels. Throws a `UserError` where it reaches beyond them. */
export function cutTile(sheet: Pixels, { x, y, width, height }: NonNullable<PictureAddress['tile']>): Pixels {
  if (width < 1 || height < 1 || x + width > sheet.width || y + height > sheet.height) {
    throw new UserError(
      'input',
      `A tile of ${width} × ${height} at ${x}, ${y} is not in a picture of ${sheet.width} × ${sheet.height}.`,
      {
        remedy: 'Build the data set again.',
      },
    );
  }
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * sheet.width + x) * 3;
    data.set(sheet.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}
