import sharp from 'sharp';
import { UserError } from '../errors.ts';

/** Width and height at which every picture is rendered before a backbone sees it. */
const pictureSize = 224;

/** RGB bytes, row by row: `data.length === width * height * 3`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The bytes of an encoded picture (PNG, JPEG, WebP, ...), the text of an SVG, or pixels that are rendered already. */
export type Picture = Uint8Array | string | Pixels;

/** A picture that claims more is refused before it is decoded: 100 megapixels are more than any camera makes. */
const mostPixels = 100_000_000;

const white = { r: 255, g: 255, b: 255, alpha: 1 };

/**
 * Renders a picture into a white square of `size` pixels: the whole picture, centred, proportions kept, transparency on white.
 * An SVG is drawn at that size, not enlarged afterwards. Pixels of that size are returned as they are.
 * Throws a `UserError` of kind `input` for bytes that no decoder reads.
 */
export async function renderPicture(picture: Picture, size: number = pictureSize): Promise<Pixels> {
  if (isPixels(picture) && picture.width === size && picture.height === size) return picture;
  const input = typeof picture === 'string' ? Buffer.from(picture) : isPixels(picture) ? picture.data : picture;
  const raw = isPixels(picture) ? { raw: { width: picture.width, height: picture.height, channels: 3 as const } } : {};
  const limits = { limitInputPixels: mostPixels };
  try {
    const { data } = await sharp(input, { ...raw, ...limits })
      .rotate()
      .resize(size, size, { fit: 'contain', background: white })
      .flatten({ background: white })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: size, height: size, data };
  } catch (cause) {
    throw unreadable(cause);
  }
}

const unreadable = (cause: unknown): UserError =>
  new UserError('input', `The picture could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`, {
    remedy: 'Give the bytes of a PNG, JPEG, WebP, GIF, AVIF or TIFF picture, or the text of an SVG.',
    cause,
  });

/** Pixels of a picture in its own size, transparency on white. Throws a `UserError` of kind `input` for bytes that no decoder reads. */
export async function decodePicture(picture: Uint8Array): Promise<Pixels> {
  try {
    const image = sharp(picture).flatten({ background: white }).toColourspace('srgb').removeAlpha().raw();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Encodes pixels as WebP; `quality` is libwebp's, 1 to 100. */
export async function encodeWebp(pixels: Pixels, quality: number): Promise<Uint8Array> {
  return sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
    .webp({ quality, effort: 6, smartSubsample: true })
    .toBuffer();
}

/**
 * A small square WebP of a picture, or of an area of it, for people to look at: the whole of it, on white. Throws a `UserError` of kind `input` for bytes
 * that no decoder reads, or an area outside of the picture.
 */
export async function thumbnail(
  picture: Uint8Array,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined,
  size: number,
): Promise<Uint8Array> {
  try {
    const whole = sharp(picture).rotate();
    const shown =
      area === undefined ? whole : whole.extract({ left: area.x, top: area.y, width: area.width, height: area.height });
    const cut = await shown.png().toBuffer();
    return await encodeWebp(await renderPicture(cut, size), 75);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('input', `The picture could not be cut: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      remedy: 'Correct the address of the picture in the data set.',
      cause,
    });
  }
}

function isPixels(picture: Picture): picture is Pixels {
  return typeof picture === 'object' && !(picture instanceof Uint8Array);
}
