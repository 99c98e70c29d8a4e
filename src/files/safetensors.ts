import type { FileHandle } from 'node:fs/promises';
import { counted } from '../counted.ts';
import { shown, UserError } from '../errors.ts';
import type { Matrix } from '../types.ts';
import { forbiddenNames } from './json-scan.ts';
import { allocate, withPlainFile } from './plain-file.ts';
import { maximumHeaderBytes, parseHeader, prefixBytes, type SafetensorsHeader, type TensorEntry } from './safetensors-header.ts';
import { elementBytes, type TensorArray, tensorOver } from './tensor-array.ts';
import { truncated } from './truncated.ts';
import { writeWhole } from './whole-file.ts';

export type { SafetensorsHeader, TensorEntry } from './safetensors-header.ts';
export type { Dtype, TensorArray } from './tensor-array.ts';

export interface SafetensorsFile {
  readonly path: string;
  readonly tensors: Readonly<Record<string, TensorArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

type TensorLayout = Pick<TensorArray, 'dtype' | 'shape'>;

const byName = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The bytes of a safetensors file. Equal contents give equal bytes whatever the order of the keys: tensors lie by falling element
 * size, then by name, and the header is padded so that each is aligned (as the reference implementation does).
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const ordered = Object.entries(tensors).sort(([a, x], [b, y]) => elementBytes[y.dtype] - elementBytes[x.dtype] || byName(a, b));
  const layout: [string, TensorLayout][] = [];
  for (const [name, { dtype, shape, data }] of ordered) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== data.length) throw new Error(`internal: tensor ${name} has ${data.length} values and the shape [${shape}]`);
    layout.push([name, { dtype, shape }]);
  }
  const start = encodeStart(layout, metadata);
  const end = ordered.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
  const bytes = new Uint8Array(start.length + end);
  bytes.set(start);
  let offset = start.length;
  // Values are copied as they lie in memory: every platform we run on is little-endian, as the format is.
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** What stands in front of the data of tensors that lie one after the other in this order: the length of the header, and the header, padded. */
export function encodeStart(
  layout: readonly (readonly [name: string, TensorLayout])[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => byName(a, b)))]);
  }
  let end = 0;
  for (const [name, { dtype, shape }] of layout) {
    if (name === '__metadata__' || forbiddenNames.has(name)) throw new Error(`internal: a tensor cannot be named ${name}`);
    const begin = end;
    end += shape.reduce((product, size) => product * size, elementBytes[dtype]);
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  if (headerBytes > maximumHeaderBytes) throw new Error(`internal: a safetensors header of ${headerBytes} bytes is too long`);
  const bytes = new Uint8Array(prefixBytes + headerBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, prefixBytes);
  bytes.fill(0x20, prefixBytes + text.length);
  return bytes;
}

/** Writes a safetensors file that is whole or absent. Throws a `UserError` of kind `storage`. */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorArray>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeWhole(path, encodeSafetensors(tensors, metadata));
}

/**
 * Reads the tensors of a file, or only those named, each into a buffer of its own; with `rows`, of each at most so many of its first
 * axis. Nothing is allocated from what the header claims before that was checked against the file's size. Throws a `UserError`: `input` for a damaged file or a missing name, `storage`.
 */
export async function readSafetensors(path: string, names?: readonly string[], rows?: number): Promise<SafetensorsFile> {
  return withPlainFile(path, async (file, size) => {
    const { header, dataStart } = await readHeader(file, size, path, elementBytes);
    const tensors: [string, TensorArray][] = [];
    for (const name of names ?? Object.keys(header.tensors)) {
      const entry = entryOf(header, name, path);
      const { dtype, begin } = entry;
      const shape =
        rows === undefined ? entry.shape : entry.shape.map((size, axis) => (axis === 0 ? Math.min(size, rows) : size));
      const length = shape.reduce((product, size) => product * size, elementBytes[dtype]);
      const bytes = await readExactly(file, path, dataStart + begin, length);
      tensors.push([name, tensorOver(dtype, shape, bytes.buffer)]);
    }
    return { path, tensors: Object.fromEntries(tensors), metadata: header.metadata };
  });
}

/**
 * Reads tensors that share their first axis, at most so many of its rows at a time, each time into buffers of their own: a file of any size in little memory.
 * Throws like `readSafetensors`.
 */
export async function forEachTensorRows(
  path: string,
  names: readonly string[],
  perBlock: number,
  visit: (start: number, tensors: Readonly<Record<string, TensorArray>>) => void,
): Promise<void> {
  await withPlainFile(path, async (file, size) => {
    const { header, dataStart } = await readHeader(file, size, path, elementBytes);
    const entries = names.map((name) => [name, entryOf(header, name, path)] as const);
    const rows = entries[0]?.[1].shape[0] ?? 0;
    for (let start = 0; start < rows; start += perBlock) {
      const count = Math.min(perBlock, rows - start);
      const tensors: [string, TensorArray][] = [];
      for (const [name, { dtype, shape, begin }] of entries) {
        const rowBytes = shape.slice(1).reduce((product, length) => product * length, elementBytes[dtype]);
        const bytes = await readExactly(file, path, dataStart + begin + start * rowBytes, count * rowBytes);
        tensors.push([name, tensorOver(dtype, [count, ...shape.slice(1)], bytes.buffer)]);
      }
      visit(start, Object.fromEntries(tensors));
    }
  });
}

function entryOf({ tensors }: SafetensorsHeader, name: string, path: string): TensorEntry {
  const entry = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (entry === undefined) throw missing(path, name, Object.keys(tensors));
  return entry;
}

/** The tensors of a file whose bytes were read already, each in a buffer of its own. Throws a `UserError` of kind `input` for a damaged one. */
export function decodeSafetensors(bytes: Uint8Array<ArrayBuffer>, path: string): SafetensorsFile {
  const dataStart = startOfData(bytes.subarray(0, prefixBytes), bytes.length, path);
  const header = parseHeader(bytes.subarray(prefixBytes, dataStart), bytes.length - dataStart, path, elementBytes);
  const tensors = Object.entries(header.tensors).map(([name, { dtype, shape, begin, end }]): [string, TensorArray] => [
    name,
    tensorOver(dtype, shape, bytes.slice(dataStart + begin, dataStart + end).buffer),
  ]);
  return { path, tensors: Object.fromEntries(tensors), metadata: header.metadata };
}

/** What a file holds, without reading its values. Throws like `readSafetensors`. */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withPlainFile(path, async (file, size) => (await readHeader(file, size, path, elementBytes)).header);
}

/** The same for a file of others, with the element types that the caller reads, and where its data starts. */
export async function readForeignHeader<D extends string>(
  path: string,
  bytesOf: Readonly<Record<D, number>>,
): Promise<{ readonly header: SafetensorsHeader<D>; readonly dataStart: number }> {
  return withPlainFile(path, (file, size) => readHeader(file, size, path, bytesOf));
}

/** The float32 matrix of that name. Throws a `UserError` of kind `input` when it is missing or is something else. */
export function floatMatrix(file: SafetensorsFile, name: string): Matrix {
  const tensor = Object.hasOwn(file.tensors, name) ? file.tensors[name] : undefined;
  if (tensor === undefined) throw missing(file.path, name, Object.keys(file.tensors));
  const [rows, columns] = tensor.shape;
  if (tensor.dtype !== 'F32' || tensor.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new UserError('input', `Tensor ${name} is ${tensor.dtype} [${tensor.shape}] where F32 [rows, columns] was expected.`, {
      place: file.path,
      remedy: 'Write it as a float32 matrix.',
    });
  }
  return { rows, columns, data: tensor.data };
}

const missing = (path: string, name: string, present: readonly string[]): UserError =>
  new UserError('input', `There is no tensor ${name}; the file has ${present.slice(0, 10).map(shown).join(', ') || 'none'}.`, {
    place: path,
    remedy: 'Check that this is a safetensors file.',
  });

async function readHeader<D extends string>(
  file: FileHandle,
  size: number,
  path: string,
  bytesOf: Readonly<Record<D, number>>,
): Promise<{ header: SafetensorsHeader<D>; dataStart: number }> {
  const dataStart = startOfData(await readExactly(file, path, 0, prefixBytes), size, path);
  const bytes = await readExactly(file, path, prefixBytes, dataStart - prefixBytes);
  return { header: parseHeader(bytes, size - dataStart, path, bytesOf), dataStart };
}

/** Where the data of a file of so many bytes starts, by what stands in front of its header. */
function startOfData(prefix: Uint8Array, size: number, path: string): number {
  if (prefix.length < prefixBytes) throw tooShort(path, size, prefixBytes);
  const headerBytes = Number(new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true));
  if (headerBytes > maximumHeaderBytes) {
    throw new UserError(
      'input',
      `The safetensors header has ${counted(headerBytes, 'byte')}, and at most ${maximumHeaderBytes} are read.`,
      {
        place: path,
        remedy: 'Check that this is the right file.',
      },
    );
  }
  if (headerBytes > size - prefixBytes) throw tooShort(path, size, prefixBytes + headerBytes);
  return prefixBytes + headerBytes;
}

/** `file.read` may return less than it was asked for, and reads at most 2 GiB at a time. */
async function readExactly(file: FileHandle, path: string, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = allocate(path, length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 1 << 30), position + done);
    if (bytesRead === 0) throw tooShort(path, position + done, position + length);
    done += bytesRead;
  }
  return bytes;
}

const tooShort = (path: string, found: number, expected: number): UserError =>
  truncated(path, 'The safetensors file', { found, expected, atLeast: true });
