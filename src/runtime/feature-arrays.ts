import type { Features, Side } from '../types.ts';

/** One array with a row an item, [count, ...shape]. */
export interface RowArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The array that a model's input of that name takes: `left` [N, D], `left_tokens` [N, T, D], `left_mask` [N, T], and the same of the right.
 * Undefined where the features have none.
 */
export function featureArray({ global, tokens }: Features, side: Side, name: string): RowArray | undefined {
  if (name === side) return { name, shape: [global.columns], data: global.data };
  if (tokens === undefined) return undefined;
  if (name === `${side}_tokens`) return { name, shape: [tokens.tokens, tokens.width], data: tokens.data };
  // Graphs are float32 throughout.
  return name === `${side}_mask` ? { name, shape: [tokens.tokens], data: Float32Array.from(tokens.mask) } : undefined;
}
