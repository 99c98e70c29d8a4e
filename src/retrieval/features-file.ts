import { UserError } from '../errors.ts';
import { floatMatrix, readSafetensors, readSafetensorsHeader } from '../files/safetensors.ts';
import type { Features } from '../types.ts';

const remedy = 'Build the features again.';

/**
 * Features of one side from a safetensors file: `global` F32 [N, D], optionally `tokens` F32 [N, T, W] with `mask` U8 [N, T]. Only the first `count`
 * rows are read, and nothing else that is in the file. Throws a `UserError` of kind `input` for another layout, too few rows, or a value that is not finite.
 */
export async function readFeatures(path: string, count?: number): Promise<Features> {
  const { tensors: present } = await readSafetensorsHeader(path);
  const items = present.global?.shape[0] ?? 0;
  const rows = count ?? items;
  if (present.global !== undefined && (rows > items || rows < 1)) {
    throw new UserError('input', `${rows} rows were asked for, the file has ${items}.`, {
      place: path,
      remedy: 'Ask for at most that many.',
    });
  }
  const hasTokens = present.tokens !== undefined;
  const file = await readSafetensors(path, hasTokens && present.mask ? ['global', 'tokens', 'mask'] : ['global'], rows);
  const global = floatMatrix(file, 'global');
  refuseUnbounded(global.data, global.columns, 'global', path);
  if (!hasTokens) return { global };
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
  return { global, tokens: { items: rows, tokens: length, width, data: tokens.data, mask: mask.data } };
}

function refuseUnbounded(data: Float32Array, width: number, name: string, place: string): void {
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new UserError('input', `Row ${Math.floor(bad / width)} of ${name} has the value ${data[bad]}.`, { place, remedy });
}
