import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { readJson } from '../files/json.ts';
import { manifestSchema } from '../files/manifest-schema.ts';
import { readPlainFile, withPlainFile } from '../files/plain-file.ts';
import { sha256, sha256File } from '../files/sha256.ts';
import { type FewerBits, lowerPrecision } from '../graph/lower-precision.ts';
import { openSession, type Session, type SessionSettings } from '../runtime/session.ts';
import type { IndexForm, ModelManifest, NamedWidth } from '../types.ts';
import type { Bits } from './stored-vectors.ts';

/** The graphs of an exported model folder; `ModelManifest` says what each computes. */
export type ModelPart = (typeof parts)[number];
const parts = ['left', 'right', 'interaction', 'grid', 'pair'] as const;

const largestManifest = 1 << 20;
const remedy = 'Point to a folder that a run has written under models/.';

/** Reads `model.json`. Throws a `UserError` that names the file: `storage` when it cannot be read, `input` when it is not a manifest. */
export async function readManifest(modelDir: string): Promise<ModelManifest> {
  return readJson(manifestSchema, largestManifest, { what: 'The model', place: join(modelDir, 'model.json'), remedy }).value;
}

/** Whether a model takes tokens, which are most of what a data set holds. Throws like `readManifest`. */
export async function readsTokens(modelDir: string): Promise<boolean> {
  const { left, right } = await readManifest(modelDir);
  return [...left.inputs, ...right.inputs].some(({ name }) => name === 'left_tokens' || name === 'right_tokens');
}

/** Of all that decides its scores: `model.json` and the graphs that are there. Throws a `UserError` of kind `storage`. */
export async function modelSha256(modelDir: string): Promise<string> {
  const files = ['model.json', ...parts.map((part) => `${part}.onnx`)].map((name) => join(modelDir, name)).filter(existsSync);
  return sha256(
    (await Promise.all(files.map(async (file) => `${basename(file)} ${(await sha256File(file)).sha256}`))).join('\n'),
  );
}

/**
 * Opens one graph of a model folder, its layers in fewer bits where that is asked. Throws a `UserError`: `storage`, or `input` when it is no model, not one of what
 * `model.json` says, or one without layers.
 */
export async function openPart(
  modelDir: string,
  part: ModelPart,
  model: ModelManifest,
  settings: SessionSettings,
  bits: Bits = 32,
): Promise<Session> {
  const place = join(modelDir, `${part}.onnx`);
  // onnxruntime opens by path, and would wait at a pipe.
  await withPlainFile(place, async () => {});
  const session = await openSession(bits === 32 ? place : inFewerBits(place, model, bits), settings);
  // Buffers are made as large as the manifest says, so it must not say more than the graph.
  const wrong = arraysOf(model, part).find(({ name, shape }) => session.declared[name]?.slice(1).join() !== shape.join());
  if (wrong === undefined) return session;
  await session.close();
  throw new UserError('input', `The graph has no array ${wrong.name} of shape [${wrong.shape}], as model.json says.`, {
    place,
    remedy,
  });
}

const largestGraph = 2 ** 31 - 1;

function inFewerBits(place: string, { name }: ModelManifest, bits: FewerBits): Uint8Array {
  const bytes = readPlainFile(place, largestGraph);
  let lowered: Uint8Array | undefined;
  try {
    lowered = lowerPrecision(bytes, bits);
  } catch (cause) {
    throw new UserError('input', 'The graph cannot be read.', { place, remedy, cause });
  }
  if (lowered !== undefined) return lowered;
  throw new UserError('input', `What ${name} does with a pair has no layers to keep in ${bits} bits.`, {
    place,
    remedy: 'Serve its embeddings by exact with these bits.',
  });
}

function arraysOf({ left, right }: ModelManifest, part: ModelPart): readonly NamedWidth[] {
  if (part === 'left') return [...left.inputs, ...left.cached];
  if (part === 'right') return [...right.inputs, ...right.cached];
  return part === 'pair' ? [...left.inputs, ...right.inputs] : [...left.cached, ...right.cached];
}

/** The form that an index can search. Throws a `UserError` of kind `input` for models that have none. */
export function requireIndexForm(model: ModelManifest, modelDir: string): IndexForm {
  if (model.index !== undefined) return model.index;
  throw new UserError('input', `Model ${model.name} has no embeddings to search.`, {
    place: modelDir,
    remedy: 'Serve it by exhaustive-factorised or exhaustive-naive.',
  });
}
