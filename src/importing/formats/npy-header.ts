import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { truncated } from '../../files/truncated.ts';
import { type ArrayKind, featureKind } from '../array-kind.ts';
import { type ElementName, elementTypes } from '../element-types.ts';
import { refuse, writeAgain } from '../refuse.ts';

export interface NpyHeader {
  readonly element: ElementName;
  readonly shape: readonly number[];
  /** Bytes in front of the data. */
  readonly begin: number;
  /** Bytes of the data. */
  readonly bytes: number;
}

/** NumPy pads its headers to 64 bytes; a header of a plain array never comes near this. */
export const longestHeader = 1 << 16;

/** \x93NUMPY */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy's names of what we read; it has none for bfloat16. */
const elements: Readonly<Record<string, ElementName>> = {
  '<f2': 'F16',
  '<f4': 'F32',
  '<f8': 'F64',
  '|i1': 'I8',
  '<i1': 'I8',
  '|u1': 'U8',
  '|b1': 'BOOL',
};

const dictionary = /^\s*\{(?<entries>.*)\}\s*$/s;
const entry = /\s*'(?<key>\w+)'\s*:\s*(?<value>'[^'\\]*'|True|False|\((?:\s*\d+\s*,?)*\)|\[.*\])\s*(?:,|$)/sy;

/**
 * Reads the header of a .npy file from its first bytes and checks it against the bytes that follow it, where their number is known. Nothing in it is
 * evaluated. Throws a `UserError`. Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function parseNpyHeader(
  start: Uint8Array,
  place: string,
  fileBytes?: number,
  { elements: allowed }: ArrayKind = featureKind,
): NpyHeader {
  const damaged = (what: string): Error => refuse(place, `The .npy header is damaged: ${what}.`, writeAgain);
  const cut = (expected: number, found: number, atLeast?: boolean): Error =>
    truncated(place, 'The .npy file', { expected, found, atLeast });
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (magic.some((byte, i) => i < start.length && start[i] !== byte)) throw refuse(place, 'This is not a .npy file.', writeAgain);
  if (start.length < 10) throw cut(10, start.length, true);
  const major = start[6]!;
  if (major < 1 || major > 3) throw damaged(`its version is ${major}`);
  const prefix = major === 1 ? 10 : 12;
  if (start.length < prefix) throw cut(prefix, start.length, true);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = prefix + length;
  if (begin > longestHeader) throw damaged(`it has ${begin} bytes`);
  if (begin > start.length) throw cut(begin, start.length, true);
  const {
    descr,
    fortran_order: order,
    shape,
  } = entriesOf(Buffer.from(start.subarray(prefix, begin)).toString('latin1'), damaged);
  if (descr === undefined || order === undefined || shape === undefined) throw damaged('an entry is missing');
  const element = elementOf(descr, place, allowed);
  const sizes = shape.startsWith('(') ? [...shape.matchAll(/\d+/g)].map(Number) : undefined;
  if (sizes === undefined || !sizes.every(Number.isSafeInteger)) throw damaged(`its shape is ${shown(shape)}`);
  if (order !== 'False' && order !== 'True') throw damaged(`fortran_order is ${shown(order)}`);
  if (order === 'True' && sizes.length > 1)
    throw refuse(
      place,
      'The array is in Fortran order: its columns lie together, not its rows.',
      'Write it with numpy.save(path, numpy.ascontiguousarray(array)).',
    );
  const bytes = sizes.reduce((product, size) => product * size, elementTypes[element].size);
  if (fileBytes !== undefined && begin + bytes > fileBytes) throw cut(begin + bytes, fileBytes);
  if (fileBytes !== undefined && begin + bytes !== fileBytes)
    throw damaged(`an array of ${shown(sizes)} has ${counted(bytes, 'byte')}, and ${fileBytes - begin} follow`);
  return { element, shape: sizes, begin, bytes };
}

function entriesOf(text: string, damaged: (what: string) => Error): Readonly<Record<string, string>> {
  const entries = dictionary.exec(text)?.groups?.entries;
  if (entries === undefined) throw damaged('it is not a dictionary');
  const found: Record<string, string> = Object.create(null);
  for (let at = 0; entries.slice(at).trim() !== ''; ) {
    entry.lastIndex = at;
    const match = entry.exec(entries);
    const { key, value } = match?.groups ?? {};
    if (match === null || key === undefined || value === undefined) throw damaged('an entry cannot be read');
    if (found[key] !== undefined) throw damaged(`${key} is there twice`);
    if (!['descr', 'fortran_order', 'shape'].includes(key)) throw damaged(`it has the entry ${shown(key)}`);
    found[key] = value;
    at = entry.lastIndex;
  }
  return found;
}

function elementOf(descr: string, place: string, allowed: ArrayKind['elements']): ElementName {
  const name = descr.replaceAll("'", '');
  if (name.startsWith('[')) throw refuse(place, 'The array has records and not numbers.', asFloat32);
  if (name.includes('O'))
    throw refuse(
      place,
      'The array holds Python objects (pickle). Reading them would run code, so they are never read.',
      'Write the numbers with numpy.save(path, numpy.stack(array).astype("float32"), allow_pickle=False).',
    );
  const element = Object.hasOwn(elements, name) ? elements[name] : undefined;
  if (element !== undefined && allowed.includes(element)) return element;
  const readable = Object.keys(elements).filter((known) => allowed.includes(elements[known]!));
  const why = name.startsWith('>') ? ', which is big-endian' : '';
  throw refuse(place, `The array has elements of ${shown(name)}${why}; we read ${readable.join(', ')}.`, asFloat32);
}

const asFloat32 = 'Write it as float32: numpy.save(path, array.astype("float32")).';
