import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { floatMatrix, readSafetensors, readSafetensorsHeader } from '../files/safetensors.ts';
import type { TensorArray } from '../files/tensor-array.ts';
import type { Features, WordFeatures } from '../types.ts';

const remedy = 'Build the features again.';

/** The arrays of a features file, which `readFeatures` reads. */
export const featureTensors = ({ global, tokens, words }: Features): Record<string, TensorArray> => ({
  global: { dtype: 'F32', shape: [global.rows, global.columns], data: global.data },
  ...(tokens === undefined
    ? {}
    : {
        tokens: { dtype: 'F32' as const, shape: [tokens.items, tokens.tokens, tokens.width], data: tokens.data },
        mask: { dtype: 'U8' as const, shape: [tokens.items, tokens.tokens], data: tokens.mask },
      }),
  ...(words === undefined ? {} : { words: { dtype: 'U8' as const, shape: [words.items, words.bytes], data: words.data } }),
});

/**
 * Features of one side from a safetensors file: `global` F32 [N, D], optionally `tokens` F32 [N, T, W] with `mask` U8 [N, T], and `words` U8 [N, V/8]. Only the first `count`
 * rows are read, and nothing else that is in the file. Throws a `UserError` of kind `input` for another layout, too few rows, or a value that is not finite.
 */
export async function readFeatures(path: string, count?: number): Promise<Features> {
  const { tensors: present } = await readSafetensorsHeader(path);
  const items = present.global?.shape[0] ?? 0;
  const rows = count ?? items;
  if (present.global !== undefined && (rows > items || rows < 1)) {
    throw new UserError('input', `${counted(rows, 'row was', 'rows were')} asked for, the file has ${items}.`, {
      place: path,
      remedy: 'Ask for at most that many.',
    });
  }
  const hasTokens = present.tokens !== undefined;
  const optional = [...(hasTokens && present.mask ? ['tokens', 'mask'] : []), ...(present.words ? ['words'] : [])];
  const file = await readSafetensors(path, ['global', ...optional], rows);
  const global = floatMatrix(file, 'global');
  refuseUnbounded(global.data, global.columns, 'global', path);
  const words =
    present.words === undefined ? {} : { words: wordsIn(file.tensors.words!, items, present.words.shape, rows, path) };
  if (!hasTokens) return { global, ...words };
  const { tokens, mask } = file.tensors;
  const [, length, width] = present.tokens!.shape;
  if (
    tokens?.dtype !== 'F32' ||
    mask?.dtype !== 'U8' ||
    present.tokens!.shape.join() !== [items, length, width].join() ||
    present.mask!.shape.join() !== [items, length].join() ||
    length === undefined ||
    width === undefined
  ) {
    throw new UserError('input', 'Token features are not F32 [N, T, W] with a U8 mask [N, T].', { place: path, remedy });
  }
  refuseUnbounded(tokens.data, length * width, 'tokens', path);
  return { global, tokens: { items: rows, tokens: length, width, data: tokens.data, mask: mask.data }, ...words };
}

function wordsIn(
  { dtype, data }: TensorArray,
  items: number,
  shape: readonly number[],
  rows: number,
  place: string,
): WordFeatures {
  const [count, bytes] = shape;
  if (dtype !== 'U8' || shape.length !== 2 || count !== items || bytes === undefined || bytes < 1)
    throw new UserError('input', 'Words are not U8 [N, V/8].', { place, remedy });
  return { items: rows, bytes, data };
}

function refuseUnbounded(data: Float32Array, width: number, name: string, place: string): void {
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new UserError('input', `Row ${Math.floor(bad / width)} of ${name} has the value ${data[bad]}.`, { place, remedy });
}
