import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';

/** A picture is compared at a quarter of its width and height: edges of letters, which differ by version of a browser, are averaged away. */
const shrunk = 4;
/** Of 255, in any channel: more is a difference that is seen. */
const tolerated = 48;

const root = join(import.meta.dirname, '..', '..');

interface Raw {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

async function small(png: Buffer | string): Promise<Raw> {
  const { width = 0, height = 0 } = await sharp(png).metadata();
  const size = { width: Math.ceil(width / shrunk), height: Math.ceil(height / shrunk), fit: 'fill' } as const;
  const { data, info } = await sharp(png).removeAlpha().resize(size).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/**
 * The share of a picture that is seen to differ from the one that is kept as `file`. UPDATE_PICTURES=1 keeps the new one instead. Otherwise a new one that
 * differs lies in .cache/pictures, under the same name.
 */
export async function differenceFromKept(png: Buffer, file: string): Promise<number> {
  if (process.env.UPDATE_PICTURES === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await sharp(png).png({ palette: true, colours: 64, effort: 10 }).toBuffer());
    return 0;
  }
  if (!existsSync(file)) return 1;
  const [kept, taken] = [await small(file), await small(png)];
  const share = differing(kept, taken);
  if (share > 0) {
    await mkdir(join(root, '.cache', 'pictures'), { recursive: true });
    await writeFile(join(root, '.cache', 'pictures', basename(file)), png);
  }
  return share;
}

/** 1 for pictures of other sizes. */
function differing(a: Raw, b: Raw): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  const pixels = a.width * a.height;
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const channels = [3 * pixel, 3 * pixel + 1, 3 * pixel + 2];
    if (channels.some((at) => Math.abs(a.data[at]! - b.data[at]!) > tolerated)) count++;
  }
  return count / pixels;
}
