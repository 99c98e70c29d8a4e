import { shown } from '../errors.ts';
import { readSafetensors, readSafetensorsHeader, type TensorArray } from '../files/safetensors.ts';
import type { Features } from '../types.ts';
import type { Ids } from './ids.ts';
import type { FeatureManifest } from './manifest.ts';
import { quantise, restore } from './quantise.ts';
import { refusal } from './refusal.ts';

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

/** The names of the tensors of so many items, whose types and shapes are checked against what the manifest says. Throws a `UserError`. */
export async function checkTensors(path: string, count: number, expected: FeatureManifest): Promise<string[]> {
  const layout = layoutOf(count, expected);
  const { tensors: present } = await readSafetensorsHeader(path);
  for (const [name, { dtype, shape }] of Object.entries(layout)) {
    const tensor = Object.hasOwn(present, name) ? present[name] : undefined;
    if (tensor === undefined) throw refusal(path, `There is no tensor ${name}.`);
    if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join()) {
      throw refusal(path, `Tensor ${name} is ${tensor.dtype} [${tensor.shape}] where ${dtype} [${shape}] was expected.`);
    }
  }
  const extra = Object.keys(present).find((name) => !Object.hasOwn(layout, name));
  if (extra !== undefined) throw refusal(path, `Tensor ${shown(extra)} is not described in the manifest.`);
  return Object.keys(layout);
}

/**
 * Reads the features of these items and checks them against what the manifest says, its shapes before any value is read; tokens only where they are wanted.
 * Throws a `UserError`.
 */
export async function readFeatures(path: string, ids: Ids, expected: FeatureManifest, withTokens = true): Promise<Features> {
  await checkTensors(path, ids.length, expected);
  const wanted = withTokens ? expected : { ...expected, tokens: undefined };
  const { tensors } = await readSafetensors(path, Object.keys(layoutOf(ids.length, wanted)));
  const features = featuresOf(tensors, ids.length, wanted, path);
  checkFeatures(features, (row) => ids.at(row), path);
  return features;
}

/** Features of `count` items over tensors whose types and shapes were checked. Throws a `UserError` for a scale that is none. */
export function featuresOf(
  tensors: Readonly<Record<string, TensorArray>>,
  count: number,
  { width, tokens }: FeatureManifest,
  path: string,
): Features {
  return {
    global: { rows: count, columns: width, data: valuesOf(tensors, 'global', path) },
    ...(tokens === undefined
      ? {}
      : {
          tokens: {
            items: count,
            tokens: tokens.count,
            width: tokens.width,
            data: valuesOf(tensors, 'tokens', path),
            mask: tensors.mask!.data as Uint8Array,
          },
        }),
  };
}

/** The tensors that a file must have. */
type Layout = Readonly<Record<string, Pick<TensorArray, 'dtype' | 'shape'>>>;

const layoutOf = (count: number, { width, storage, tokens }: FeatureManifest): Layout => ({
  ...valueLayout('global', [count, width], storage),
  ...(tokens === undefined
    ? {}
    : {
        ...valueLayout('tokens', [count, tokens.count, tokens.width], storage),
        mask: { dtype: 'U8', shape: [count, tokens.count] },
      }),
});

const valueLayout = (name: string, shape: readonly number[], storage: Storage): Layout => ({
  [name]: { dtype: storage, shape },
  ...(storage === 'F32' ? {} : { [`${name}.scale`]: { dtype: 'F32', shape: [shape.at(-1)!] } }),
});

/** The float32 values of a tensor whose type and shape were checked. */
function valuesOf(tensors: Readonly<Record<string, TensorArray>>, name: string, path: string): Float32Array {
  const { data } = tensors[name]!;
  if (data instanceof Float32Array) return data;
  const scale = tensors[`${name}.scale`]!.data as Float32Array;
  const bad = scale.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad >= 0) throw refusal(path, `${name}.scale is ${scale[bad]} in column ${bad}, which is no scale.`);
  return restore({ values: data as Int8Array, scale });
}

/** Refuses NaN and infinity by row, and token masks that are not 0 and 1 with at least one token a row; `first` is the row of their file that the features begin with. Throws a `UserError`. */
export function checkFeatures({ global, tokens }: Features, idOf: (row: number) => string, place: string, first = 0): void {
  const named = (row: number): string => `Row ${first + row} (${shown(idOf(first + row))})`;
  refuseUnbounded(global.data, global.columns, named, place, 'global');
  if (tokens === undefined) return;
  refuseUnbounded(tokens.data, tokens.tokens * tokens.width, named, place, 'tokens');
  for (let row = 0; row < tokens.items; row++) {
    const mask = tokens.mask.subarray(row * tokens.tokens, (row + 1) * tokens.tokens);
    if (mask.some((value) => value > 1)) throw refusal(place, `${named(row)} has a mask with values other than 0 and 1.`);
    if (!mask.includes(1)) throw refusal(place, `${named(row)} has no token.`);
  }
}

function refuseUnbounded(data: Float32Array, width: number, named: (row: number) => string, place: string, name: string): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i]!)) continue;
    throw refusal(
      place,
      `${named(Math.floor(i / width))} of ${name} has the value ${data[i]}.`,
      'Compute the features of this item again, or leave it out.',
    );
  }
}
