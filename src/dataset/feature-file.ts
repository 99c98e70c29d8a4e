import { readSafetensors, type SafetensorsFile, type TensorArray } from '../files/safetensors.ts';
import type { Features, Item } from '../types.ts';
import type { FeatureManifest } from './manifest.ts';
import { quantise, restore } from './quantise.ts';
import { refusal, shown } from './refusal.ts';

/** `F32`, or `I8` with one float32 scale a column beside it (`global.scale`, `tokens.scale`). */
export type Storage = FeatureManifest['storage'];

/** The tensors of a feature file: `global` [N, D]; with token features also `tokens` [N, T, D] and `mask` [N, T]. */
export function featureTensors({ global, tokens }: Features, storage: Storage): Record<string, TensorArray> {
  return {
    ...stored('global', [global.rows, global.columns], global.data, storage),
    ...(tokens === undefined
      ? {}
      : {
          ...stored('tokens', [tokens.items, tokens.tokens, tokens.width], tokens.data, storage),
          mask: { dtype: 'U8', shape: [tokens.items, tokens.tokens], data: tokens.mask },
        }),
  };
}

function stored(name: string, shape: readonly number[], data: Float32Array, storage: Storage): Record<string, TensorArray> {
  if (storage === 'F32') return { [name]: { dtype: 'F32', shape, data } };
  const { values, scale } = quantise(data, shape.at(-1)!);
  return {
    [name]: { dtype: 'I8', shape, data: values },
    [`${name}.scale`]: { dtype: 'F32', shape: [scale.length], data: scale },
  };
}

/** Reads the features of these items and checks them against what the manifest says. Throws a `UserError`. */
export async function readFeatures(path: string, items: readonly Item[], expected: FeatureManifest): Promise<Features> {
  const file = await readSafetensors(path);
  const { width, storage, tokens } = expected;
  const count = items.length;
  const features: Features = {
    global: { rows: count, columns: width, data: valuesOf(file, 'global', [count, width], storage) },
    ...(tokens === undefined
      ? {}
      : {
          tokens: {
            items: count,
            tokens: tokens.count,
            width: tokens.width,
            data: valuesOf(file, 'tokens', [count, tokens.count, tokens.width], storage),
            mask: tensorOf(file, 'mask', 'U8', [count, tokens.count]).data,
          },
        }),
  };
  checkFeatures(features, items, path);
  return features;
}

type OfDtype<D extends TensorArray['dtype']> = Extract<TensorArray, { readonly dtype: D }>;

function tensorOf<D extends TensorArray['dtype']>(
  file: SafetensorsFile,
  name: string,
  dtype: D,
  shape: readonly number[],
): OfDtype<D> {
  const tensor = Object.hasOwn(file.tensors, name) ? file.tensors[name] : undefined;
  if (tensor === undefined) throw refusal(file.path, `There is no tensor ${name}.`);
  if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join()) {
    throw refusal(
      file.path,
      `Tensor ${name} is ${tensor.dtype} [${shown(tensor.shape.join()).slice(1, -1)}] where ${dtype} [${shape}] was expected.`,
    );
  }
  return tensor as OfDtype<D>;
}

function valuesOf(file: SafetensorsFile, name: string, shape: readonly number[], storage: Storage): Float32Array {
  if (storage === 'F32') return tensorOf(file, name, 'F32', shape).data;
  const scale = tensorOf(file, `${name}.scale`, 'F32', [shape.at(-1)!]).data;
  const bad = scale.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad >= 0) throw refusal(file.path, `${name}.scale is ${scale[bad]} in column ${bad}, which is no scale.`);
  return restore({ values: tensorOf(file, name, 'I8', shape).data, scale });
}

/** Refuses NaN and infinity by row, and token masks that are not 0 and 1 with at least one token a row. Throws a `UserError`. */
export function checkFeatures({ global, tokens }: Features, items: readonly Item[], place: string): void {
  refuseUnbounded(global.data, global.columns, items, place, 'global');
  if (tokens === undefined) return;
  refuseUnbounded(tokens.data, tokens.tokens * tokens.width, items, place, 'tokens');
  for (let row = 0; row < tokens.items; row++) {
    const mask = tokens.mask.subarray(row * tokens.tokens, (row + 1) * tokens.tokens);
    if (mask.some((value) => value > 1))
      throw refusal(place, `The mask of row ${row} (${shown(items[row]!.id)}) has values other than 0 and 1.`);
    if (!mask.includes(1)) throw refusal(place, `Row ${row} (${shown(items[row]!.id)}) has no token.`);
  }
}

function refuseUnbounded(data: Float32Array, width: number, items: readonly Item[], place: string, name: string): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) continue;
    const row = Math.floor(i / width);
    throw refusal(
      place,
      `Row ${row} (${shown(items[row]!.id)}) of ${name} has the value ${data[i]}.`,
      'Compute the features of this item again, or leave it out.',
    );
  }
}
