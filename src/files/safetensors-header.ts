import { counted } from '../counted.ts';
import { shown, UserError } from '../errors.ts';
import { parseJson } from './json.ts';
import type { Dtype } from './tensor-array.ts';
import { truncated } from './truncated.ts';

/** Where a tensor lies; `begin` and `end` are counted from the start of the data, which follows the header. */
export interface TensorEntry<D extends string = Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader<D extends string = Dtype> {
  readonly tensors: Readonly<Record<string, TensorEntry<D>>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * More than 100,000 tensors; the format itself allows 100 MB. Parsed, a header takes several times its bytes, and a file that is nothing but header
 * should not cost more memory than one full of features.
 */
export const maximumHeaderBytes = 1 << 24;

/** The length of the header, in front of it. */
export const prefixBytes = 8;

const mostDimensions = 8;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Reads and checks a header against the number of data bytes the file really has: every tensor's shape fills its byte span exactly,
 * and the spans cover the data without gap or overlap. `elementBytes` lists the element types that are read. Throws a `UserError` of kind `input`.
 *
 * Format: https://github.com/huggingface/safetensors#format
 */
export function parseHeader<D extends string>(
  bytes: Uint8Array,
  dataBytes: number,
  place: string,
  elementBytes: Readonly<Record<D, number>>,
): SafetensorsHeader<D> {
  const remedy = 'Write or download the file again.';
  const refuse = (what: string): never => {
    throw new UserError('input', `The safetensors header is damaged: ${what}.`, {
      place,
      remedy,
    });
  };
  const json = parseJson(bytes, { what: 'The safetensors header', place, remedy });
  if (!isObject(json)) return refuse('it is not a JSON object');

  let metadata: Record<string, string> = {};
  const entries: [string, TensorEntry<D>][] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      if (!isObject(value)) return refuse('__metadata__ is not an object');
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') return refuse(`__metadata__ has a value that is not a text at ${shown(key)}`);
      }
      metadata = value as Record<string, string>;
    } else {
      entries.push([name, entryOf(value, elementBytes, (what) => refuse(`tensor ${shown(name)} ${what}`))]);
    }
  }

  let covered = 0;
  for (const [name, { begin, end }] of entries.toSorted(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) return refuse(`tensor ${shown(name)} starts at byte ${begin} where ${covered} was expected`);
    covered = end;
  }
  const start = prefixBytes + bytes.length;
  if (covered > dataBytes)
    throw truncated(place, 'The safetensors file', { expected: start + covered, found: start + dataBytes });
  if (covered !== dataBytes) return refuse(`its tensors take ${counted(covered, 'byte')}, and the file has ${dataBytes}`);
  return { tensors: Object.fromEntries(entries), metadata };
}

function entryOf<D extends string>(
  value: unknown,
  elementBytes: Readonly<Record<D, number>>,
  refuse: (what: string) => never,
): TensorEntry<D> {
  const isDtype = (dtype: unknown): dtype is D => typeof dtype === 'string' && Object.hasOwn(elementBytes, dtype);
  if (!isObject(value)) return refuse('is not an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) return refuse(`has the element type ${shown(dtype)}, and we read ${Object.keys(elementBytes).join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return refuse('has a shape that is not a list of counts');
  if (shape.length > mostDimensions) return refuse(`has ${shape.length} dimensions, and at most ${mostDimensions} are read`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return refuse('has data_offsets that are not two counts');
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, elementBytes[dtype]);
  if (end < begin || bytes !== end - begin)
    return refuse(`has the shape ${shown(shape)} of ${dtype}, which is not ${counted(end - begin, 'byte')}`);
  return { dtype, shape, begin, end };
}
