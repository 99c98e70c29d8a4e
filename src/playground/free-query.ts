import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FreeQuery } from '../browser/playground/exchange.ts';
import { identify, imageBackbone, textBackbone } from '../catalogue/backbones.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { openImageBackbone, openTextBackbone } from '../features/backbone.ts';
import type { Features, ModelManifest, Side } from '../types.ts';

/** Turns what a person typed or dropped into the features of a side. */
export interface FreeEncoder {
  readonly kind: FreeQuery;
  /** Throws a `UserError` of kind `input` for a picture that no decoder reads. */
  encode(query: string | Uint8Array): Promise<Features>;
  close(): Promise<void>;
}

/** By side; one that is lacking can be asked with items of the data set only. */
export type FreeEncoders = Partial<Record<Side, FreeEncoder>>;

/**
 * Opens the backbones that made the features of a data set, where they lie in `modelsDir` with the same weights and every model takes their vectors alone.
 * Each has worked once when it is returned. Throws a `UserError` where one cannot be opened.
 */
export async function openFreeEncoders(
  manifest: DatasetManifest | undefined,
  models: readonly ModelManifest[],
  modelsDir: string | undefined,
  threads: number,
): Promise<FreeEncoders> {
  const encoders: FreeEncoders = {};
  for (const side of ['left', 'right'] as const) {
    const wanted = manifest?.sides[side].backbone;
    const shipped = [imageBackbone, textBackbone].find(({ id }) => id === wanted?.id);
    const takesVectors = models.every((model) => model[side].inputs.every(({ name }) => name === side));
    if (shipped === undefined || modelsDir === undefined || !takesVectors) continue;
    if (!existsSync(join(modelsDir, shipped.id, 'config.json'))) continue;
    if ((await identify(modelsDir, shipped)).sha256 !== wanted?.sha256) continue;
    encoders[side] = await (shipped === imageBackbone ? pictures : texts)(join(modelsDir, shipped.id), threads);
  }
  return encoders;
}

const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>';

async function pictures(folder: string, threads: number): Promise<FreeEncoder> {
  const backbone = await openImageBackbone(folder, { threads });
  await backbone.encode([drawing]);
  return {
    kind: 'picture',
    encode: async (query) => ({ global: await backbone.encode([query]) }),
    close: () => backbone.close(),
  };
}

async function texts(folder: string, threads: number): Promise<FreeEncoder> {
  const backbone = await openTextBackbone(folder, { threads });
  await backbone.encode(['a word']);
  return {
    kind: 'text',
    encode: async (query) => ({ global: await backbone.encode([String(query)]) }),
    close: () => backbone.close(),
  };
}
