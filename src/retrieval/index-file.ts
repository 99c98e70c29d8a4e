import { createHash } from 'node:crypto';
import * as z from 'zod';
import { UserError } from '../errors.ts';
import { checkAgainst, parseJson } from '../files/json.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../files/safetensors.ts';
import type { TensorArray } from '../files/tensor-array.ts';
import type { IndexForm, Matrix } from '../types.ts';
import type { Knobs, Settings } from './knobs.ts';

/** What made an index: a native package and its version, or a structure of our own and the number of its layout. */
export interface IndexLibrary {
  readonly name: string;
  readonly version: string;
}

/** Arrays of an index by name. */
export type IndexArrays = Readonly<Record<string, TensorArray>>;

/** All that decides what an index is. */
export interface IndexIdentity {
  /** The scorer that it serves. */
  readonly kind: string;
  readonly library: IndexLibrary;
  /** [M, E] float32, what it is built of. */
  readonly vectors: Matrix;
  readonly metric: IndexForm['metric'];
  /** SHA-256 of the network that searches it, where one does. */
  readonly modelSha256?: string;
  /** Every knob in force. */
  readonly settings: Settings;
}

/** Raised whenever a file of before can no longer be read. */
const format = 1;
/** Under which the header stands in the metadata of a safetensors file; the arrays beside it are those of the index. */
const key = 'matchbench.index';
const remedy = 'Delete the file and build the index again.';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Told to people as it stands, so nothing that acts on a terminal. */
const name = z.string().regex(/^[ -~]{1,256}$/, 'must be printable ASCII');
const count = z.int().positive();
const headerSchema = z.strictObject({
  format: z.literal(format),
  kind: name,
  library: z.strictObject({ name, version: name }),
  rows: count,
  columns: count,
  metric: z.enum(['innerProduct', 'l2']),
  vectorsSha256: hash,
  modelSha256: hash.optional(),
  settings: z.record(name, z.number()),
  /** Of the arrays: a native library reads them unchecked. */
  arraysSha256: hash,
});

/** Keeps an index in a file that is whole or absent. Throws a `UserError` of kind `storage`. */
export async function writeIndexFile(path: string, identity: IndexIdentity, arrays: IndexArrays): Promise<void> {
  const { kind, library, vectors, metric, modelSha256, settings } = identity;
  const header: z.output<typeof headerSchema> = {
    format,
    kind,
    library,
    rows: vectors.rows,
    columns: vectors.columns,
    metric,
    vectorsSha256: vectorsSha256(vectors),
    ...(modelSha256 === undefined ? {} : { modelSha256 }),
    settings,
    arraysSha256: arraysSha256(arrays),
  };
  await writeSafetensors(path, arrays, { [key]: JSON.stringify(header) });
}

/**
 * The arrays of an index that was kept, and the knobs it was kept with, when it is the one that would be built: of this format, by this library, of these
 * vectors, with these knobs of the build. Throws a `UserError` that names the file and what differs: `input`, or `storage` when it cannot be read.
 */
export async function readIndexFile(
  path: string,
  wanted: IndexIdentity,
  knobs: Knobs,
): Promise<{ readonly settings: Settings; readonly arrays: IndexArrays }> {
  const header = await readHeader(path);
  const differs = differenceOf(header, wanted, knobs);
  if (differs !== undefined) throw refused(path, differs);
  const { tensors } = await withRemedy(() => readSafetensors(path));
  if (arraysSha256(tensors) !== header.arraysSha256)
    throw refused(path, 'The index is damaged: its bytes do not have their SHA-256.');
  return { settings: header.settings, arrays: tensors };
}

/** What is wrong with an index file that passed for whole. */
export const refused = (place: string, message: string, cause?: unknown): UserError =>
  new UserError('input', message, { place, remedy, cause });

async function readHeader(path: string): Promise<z.output<typeof headerSchema>> {
  const { metadata } = await withRemedy(() => readSafetensorsHeader(path));
  const text = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  if (text === undefined) throw refused(path, 'This is no index that matchbench has kept.');
  const source = { what: 'The header of the index', place: path, remedy };
  const json = parseJson(text, source);
  const found = (json as { format?: unknown } | null)?.format;
  if (typeof found === 'number' && found !== format)
    throw refused(path, `The index is kept in format ${found}, and this version reads ${format}.`);
  return checkAgainst(headerSchema, json, source);
}

/** Damage to the file is repaired by building the index again, not by another download. */
async function withRemedy<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof UserError && cause.kind === 'input') throw refused(cause.place ?? '', cause.message, cause);
    throw cause;
  }
}

/** The first thing that is not as wanted, as a sentence; the vectors last, because hashing them takes longest. */
function differenceOf(header: z.output<typeof headerSchema>, wanted: IndexIdentity, knobs: Knobs): string | undefined {
  const { kind, library, vectors, metric } = wanted;
  if (header.kind !== kind) return `The index is one of ${header.kind}, and ${kind} was asked for.`;
  const [had, has] = [header.library, library].map((one) => `${one.name} ${one.version}`);
  if (had !== has) return `The index was built by ${had}, and this is ${has}.`;
  if (header.metric !== metric) return `The index compares by ${header.metric}, and the model by ${metric}.`;
  if (header.rows !== vectors.rows || header.columns !== vectors.columns)
    return `The index is of ${header.rows} × ${header.columns} vectors, and these are ${vectors.rows} × ${vectors.columns}.`;
  for (const [name, knob] of Object.entries(knobs)) {
    const [built, asked] = [header.settings[name], wanted.settings[name]];
    if (built === undefined) return `The index says nothing of its ${name}.`;
    if (!knob.atSearch && built !== asked) return `The index was built with ${name} ${built}, and ${asked} was asked for.`;
  }
  if (header.modelSha256 !== wanted.modelSha256) return 'The index was built for another model.';
  return header.vectorsSha256 === vectorsSha256(vectors) ? undefined : 'The index was built of other vectors.';
}

/** Of the values as they lie in memory, which is little-endian on every platform we run on. */
const vectorsSha256 = ({ data }: Matrix): string => createHash('sha256').update(data).digest('hex');

function arraysSha256(arrays: IndexArrays): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(arrays).sort()) {
    const { dtype, shape, data } = arrays[name]!;
    hash.update(JSON.stringify([name, dtype, shape])).update(data);
  }
  return hash.digest('hex');
}
