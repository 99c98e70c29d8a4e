import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../errors.ts';
import { openSession, type Session, type SessionSettings } from '../runtime/session.ts';
import type { IndexForm, ModelManifest } from '../types.ts';
import { manifestSchema } from './manifest-schema.ts';

/** The graphs of an exported model folder; `ModelManifest` says what each computes. */
export type ModelPart = 'left' | 'right' | 'interaction' | 'grid' | 'pair';

/** Reads `model.json`. Throws a `UserError` of kind `input` that names the file when it is absent or not a manifest. */
export async function readManifest(modelDir: string): Promise<ModelManifest> {
  const place = join(modelDir, 'model.json');
  const remedy = 'Point to a folder that a run has written under models/.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(place, 'utf8'));
  } catch (cause) {
    throw new UserError('input', 'The model folder has no readable model.json.', { place, remedy, cause });
  }
  const checked = manifestSchema.safeParse(parsed);
  if (!checked.success) {
    throw new UserError('input', `model.json is not a model manifest: ${z.prettifyError(checked.error)}`, { place, remedy });
  }
  return checked.data;
}

/** Opens one graph of a model folder. */
export function openPart(modelDir: string, part: ModelPart, settings: SessionSettings): Promise<Session> {
  return openSession(join(modelDir, `${part}.onnx`), settings);
}

/** The form that an index can search. Throws a `UserError` of kind `input` for models that have none. */
export function requireIndexForm(model: ModelManifest, modelDir: string): IndexForm {
  if (model.index !== undefined) return model.index;
  throw new UserError('input', `Model ${model.name} has no embeddings to search.`, {
    place: modelDir,
    remedy: 'Serve it by exhaustive-factorised or exhaustive-naive.',
  });
}
