import { UserError } from '../errors.ts';
import { floatMatrix, readSafetensors } from '../files/safetensors.ts';
import type { Features, TokenFeatures } from '../types.ts';
import { product } from './cached-side.ts';

/**
 * Features of one side from a safetensors file: `global` F32 [N, D], optionally `tokens` F32 [N, T, W] with `mask` U8 [N, T]. Only the first `count`
 * rows are read. Throws a `UserError` of kind `input` for another layout or too few rows.
 */
export async function readFeatures(path: string, count?: number): Promise<Features> {
  const file = await readSafetensors(path, undefined, count);
  const global = floatMatrix(file, 'global');
  const rows = count ?? global.rows;
  if (rows > global.rows || rows < 1) {
    throw new UserError('input', `${rows} rows were asked for, the file has ${global.rows}.`, {
      place: path,
      remedy: 'Ask for at most that many.',
    });
  }
  const cut = { rows, columns: global.columns, data: global.data.subarray(0, rows * global.columns) };
  const { tokens, mask } = file.tensors;
  if (tokens === undefined) return { global: cut };
  const [items, length, width] = tokens.shape;
  if (
    tokens.dtype !== 'F32' ||
    mask?.dtype !== 'U8' ||
    items !== global.rows ||
    length === undefined ||
    width === undefined ||
    product(mask.shape) !== items * length
  ) {
    throw new UserError('input', 'Token features are not F32 [N, T, W] with a U8 mask [N, T].', {
      place: path,
      remedy: 'Build the features again.',
    });
  }
  const cutTokens: TokenFeatures = {
    items: rows,
    tokens: length,
    width,
    data: tokens.data.subarray(0, rows * length * width),
    mask: mask.data.subarray(0, rows * length),
  };
  return { global: cut, tokens: cutTokens };
}
