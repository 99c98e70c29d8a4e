import { extname } from 'node:path';
import { counted } from '../counted.ts';
import { maskKind, tokenKind } from './array-kind.ts';
import type { FeatureSource } from './feature-source.ts';
import { openFeatures } from './open-features.ts';
import { refuse } from './refuse.ts';

/** Token features of one side as somebody else wrote them: opened, checked against each other, not read. */
export interface TokenSource {
  readonly count: number;
  readonly width: number;
  /** Rows of T × D values. */
  readonly vectors: FeatureSource;
  /** Rows of T values, 1 where there is a token. */
  readonly mask: FeatureSource;
}

/** Names of the arrays beside the features: tokens [N, T, D] and their mask [N, T]. */
export interface TokenArrays {
  readonly tokens: string;
  readonly mask: string;
}

const formats = ['.npz', '.safetensors'];

/** Opens tokens that stand in the same file as one vector an item. Throws a `UserError`. */
export async function openTokens(path: string, { tokens, mask }: TokenArrays, { rows }: FeatureSource): Promise<TokenSource> {
  if (!formats.includes(extname(path).toLowerCase()))
    throw refuse(
      path,
      `Tokens are read from ${formats.join(' and ')} alone, beside one vector an item.`,
      'Write one file with the arrays of the features, the tokens and the mask.',
    );
  const vectors = await openFeatures(path, { array: tokens, kind: tokenKind });
  const masks = await openFeatures(path, { array: mask, kind: maskKind });
  const [, count, width] = vectors.shape as readonly [number, number, number];
  const expected = [rows, count];
  if (vectors.rows !== rows || masks.rows !== rows || masks.columns !== count)
    throw refuse(
      path,
      `Features have ${counted(rows, 'item')}, ${tokens} has [${vectors.shape}] and ${mask} has [${masks.shape}], where [${[rows, count, width]}] and [${expected}] belong together.`,
      'Write the three arrays of the same items, in the same order.',
    );
  return { count, width, vectors, mask: masks };
}

/** The mask of all items, row by row of the source. Refuses what is neither 0 nor 1, and an item that has no token. Throws a `UserError`. */
export async function readMask({ mask, count }: TokenSource): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(mask.rows * count);
  await mask.forEachBlock(async ({ start, rows, data }) => {
    for (let row = 0; row < rows; row++) {
      const own = data.subarray(row * count, (row + 1) * count);
      const place = `${mask.path}, row ${start + row}`;
      const bad = own.find((value) => value !== 0 && value !== 1);
      if (bad !== undefined)
        throw refuse(place, `The mask has the value ${bad}.`, 'Write 1 where an item has a token and 0 where it has none.');
      if (!own.includes(1)) throw refuse(place, 'By its mask the item has no token.', 'Leave the item out, or give it a token.');
      all.set(own, (start + row) * count);
    }
  });
  return all;
}
