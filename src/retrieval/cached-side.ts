import { UserError } from '../errors.ts';
import { featureArray, type RowArray } from '../runtime/feature-arrays.ts';
import type { Session, TensorValue, TensorValues } from '../runtime/session.ts';
import type { EncodedQueries, Features, Matrix, ModelManifest, NamedWidth, Side } from '../types.ts';

/** Arrays that share their rows: the features of a side as the model takes them, or what its cached network made of them. */
export interface RowArrays extends EncodedQueries {
  readonly count: number;
  readonly arrays: readonly RowArray[];
}

export const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** Rows `first .. first + count` as a view, without a copy. */
export const viewRows = ({ shape, data }: RowArray, first: number, count: number): TensorValue => {
  const width = product(shape);
  return { dims: [count, ...shape], data: data.subarray(first * width, (first + count) * width) };
};

/** Bytes of all arrays. */
export const bytesOf = ({ arrays }: RowArrays): number => arrays.reduce((sum, { data }) => sum + data.byteLength, 0);

/** The features of a side under the names of the model's inputs. Throws a `UserError` of kind `input` when the widths differ. */
export function inputRows(model: ModelManifest, side: Side, features: Features): RowArrays {
  const arrays = model[side].inputs.map((input) => {
    const given = featureArray(features, side, input.name);
    if (given === undefined || given.shape.join() !== input.shape.join()) {
      throw new UserError(
        'input',
        `Model ${model.name} takes ${input.name} of shape [${input.shape}], the features have ${given ? `[${given.shape}]` : 'none'}.`,
        { place: `${side} features`, remedy: 'Use the features that the model was trained on.' },
      );
    }
    return given;
  });
  return { count: features.global.rows, arrays };
}

/** Enough rows to fill the cores, few enough that a block of features stays in cache; tokens are bounded by their values, 16 MiB a block. */
const encodeBlock = 256;
const encodedValues = 2 ** 22;

/** At most `block` rows of arrays, fewer where that many have more than `most` values. */
export const blockOf = (arrays: readonly { readonly shape: readonly number[] }[], block: number, most: number): number =>
  Math.max(1, Math.min(block, Math.floor(most / arrays.reduce((values, { shape }) => values + product(shape), 0))));

/** Runs left.onnx or right.onnx over all rows, in blocks, into arrays allocated once. */
export async function encodeSide(session: Session, cached: readonly NamedWidth[], inputs: RowArrays): Promise<RowArrays> {
  const { count } = inputs;
  const arrays = cached.map(({ name, shape }) => ({ name, shape, data: new Float32Array(count * product(shape)) }));
  const block = blockOf(inputs.arrays, encodeBlock, encodedValues);
  for (let first = 0; first < count; first += block) {
    const rows = Math.min(block, count - first);
    await session.run(named(inputs.arrays, first, rows), named(arrays, first, rows));
  }
  return { count, arrays };
}

const named = (arrays: readonly RowArray[], first: number, count: number): TensorValues =>
  Object.fromEntries(arrays.map((array) => [array.name, viewRows(array, first, count)]));

/** Queries that came out of a scorer's own `encode`. */
export function asRows(queries: EncodedQueries): RowArrays {
  if (!('arrays' in queries)) throw new Error('internal: these queries were not encoded by this kind of scorer');
  return queries as RowArrays;
}

/** The array of that name as a matrix [count, E]: what an index is built over. */
export function vectorsOf(rows: RowArrays, name: string): Matrix {
  const array = rows.arrays.find((candidate) => candidate.name === name);
  if (array?.shape.length !== 1) throw new Error(`internal: the model caches no vector named ${name}`);
  return { rows: rows.count, columns: array.shape[0]!, data: array.data };
}
