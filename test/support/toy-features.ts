import { createRandom } from '../../src/random.ts';
import type { FeatureShape, Features } from '../../src/types.ts';

/** Normal numbers around 3 for both vectors and tokens; the items have from one to T tokens, and what the mask hides is far off; a quarter of all words. */
export function toyFeatures(rows: number, { width, tokens, words }: FeatureShape, seed: number): Features {
  const random = createRandom(seed);
  const values = (count: number) => Float32Array.from({ length: count }, () => 3 + 2 * random.normal());
  const global = { rows, columns: width, data: values(rows * width) };
  const bits = (): number => random.below(256) & random.below(256);
  const known =
    words === undefined
      ? {}
      : { words: { items: rows, bytes: words / 8, data: Uint8Array.from({ length: (rows * words) / 8 }, bits) } };
  if (tokens === undefined) return { global, ...known };
  const mask = Uint8Array.from({ length: rows * tokens.count }, (_, i) =>
    i % tokens.count <= Math.floor(i / tokens.count) % tokens.count ? 1 : 0,
  );
  const data = values(rows * tokens.count * tokens.width).map((value, i) =>
    mask[Math.floor(i / tokens.width)] === 1 ? value : 100 * value,
  );
  return { global, tokens: { items: rows, tokens: tokens.count, width: tokens.width, data, mask }, ...known };
}
