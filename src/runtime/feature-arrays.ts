import type { Features, Side } from '../types.ts';

/** One array with a row an item, [count, ...shape]. */
export interface RowArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The array that a model's input of that name takes: `left` [N, D], `left_tokens` [N, T, D], `left_mask` [N, T], `left_words` [N, V] with 1
 * for each word that is there, and the same of the right.
 * Undefined where the features have none.
 */
export function featureArray({ global, tokens, words }: Features, side: Side, name: string): RowArray | undefined {
  if (name === side) return { name, shape: [global.columns], data: global.data };
  if (name === `${side}_words` && words !== undefined) return { name, shape: [8 * words.bytes], data: unpacked(words.data) };
  if (tokens === undefined) return undefined;
  if (name === `${side}_tokens`) return { name, shape: [tokens.tokens, tokens.width], data: tokens.data };
  // Graphs are float32 throughout.
  return name === `${side}_mask` ? { name, shape: [tokens.tokens], data: Float32Array.from(tokens.mask) } : undefined;
}

/** A value a bit, the lowest first. */
function unpacked(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(8 * bytes.length);
  for (const [i, byte] of bytes.entries())
    if (byte !== 0) for (let bit = 0; bit < 8; bit++) values[8 * i + bit] = (byte >> bit) & 1;
  return values;
}
