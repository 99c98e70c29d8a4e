import { UserError } from '../errors.ts';
import { readSafetensors, type SafetensorsFile } from '../files/safetensors.ts';
import type { Direction } from '../types.ts';

export const directions: readonly Direction[] = ['left-right', 'right-left'];

/** Metrics that are a mean over queries, in the order they are printed. */
export const queryMetrics = ['R@1', 'R@5', 'R@10', 'MRR', 'nDCG@10', 'mAP'] as const;
export type QueryMetric = (typeof queryMetrics)[number];
export const recalls = ['R@1', 'R@5', 'R@10'] as const satisfies readonly QueryMetric[];

/** What one direction of an accuracy cell keeps of every query; arrays are [Q]. */
export interface DirectionValues {
  readonly rows: Int32Array;
  readonly units: Int32Array;
  /** Rank of the first right answer, from 1. */
  readonly firstRank: Float32Array;
  readonly values: Readonly<Record<QueryMetric, Float32Array>>;
}

export type PerQuery = Readonly<Record<Direction, DirectionValues>>;

/** Reads the per-query values of one accuracy cell. Throws a `UserError` of kind `input` when an array is missing or of another length. */
export async function readPerQuery(path: string): Promise<PerQuery> {
  const file = await readSafetensors(path);
  const [leftRight, rightLeft] = directions.map((direction): DirectionValues => {
    const rows = array(file, `${direction}.row`, 'I32') as Int32Array;
    const floats = (name: string): Float32Array => array(file, `${direction}.${name}`, 'F32', rows.length) as Float32Array;
    return {
      rows,
      units: array(file, `${direction}.unit`, 'I32', rows.length) as Int32Array,
      firstRank: floats('firstRank'),
      values: Object.fromEntries(queryMetrics.map((name) => [name, floats(name)])) as Record<QueryMetric, Float32Array>,
    };
  });
  return { 'left-right': leftRight!, 'right-left': rightLeft! };
}

function array(file: SafetensorsFile, name: string, dtype: 'F32' | 'I32', length?: number): Float32Array | Int32Array {
  const tensor = Object.hasOwn(file.tensors, name) ? file.tensors[name] : undefined;
  if (tensor === undefined || tensor.dtype !== dtype || tensor.shape.length !== 1) {
    throw new UserError('input', `The per-query values lack the ${dtype} [Q] array ${name}.`, {
      place: file.path,
      remedy: 'Run the suite again with --resume.',
    });
  }
  if (length !== undefined && tensor.data.length !== length) {
    throw new UserError('input', `The array ${name} has ${tensor.data.length} values where ${length} queries were expected.`, {
      place: file.path,
      remedy: 'Run the suite again with --resume.',
    });
  }
  const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new UserError('input', `Row ${bad} of the array ${name} has the value ${tensor.data[bad]}.`, {
      place: file.path,
      remedy: 'Run the suite again with --resume.',
    });
  }
  return tensor.data as Float32Array | Int32Array;
}
