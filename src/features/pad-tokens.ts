import type { TokenFeatures } from '../types.ts';

/** Token vectors of items, row-major with `width` values each, as one array with a mask; T is that of the longest. */
export function padTokens(items: readonly Float32Array[], width: number): TokenFeatures {
  const tokens = items.reduce((most, { length }) => Math.max(most, length / width), 0);
  const data = new Float32Array(items.length * tokens * width);
  const mask = new Uint8Array(items.length * tokens);
  for (const [row, values] of items.entries()) {
    data.set(values, row * tokens * width);
    mask.fill(1, row * tokens, row * tokens + values.length / width);
  }
  return { items: items.length, tokens, width, data, mask };
}
