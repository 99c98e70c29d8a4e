import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Model } from '../graph/model.ts';
import type { Weights } from './weights.ts';

const fileIn = (modelFolder: string): string => join(modelFolder, 'weights.safetensors');

/** Writes what a training left, by parameter; of what the objective owns, single values only: an exported model holds them folded into its graphs. */
export async function storeWeights(modelFolder: string, { parameters }: Model, weights: Weights): Promise<void> {
  const shapeOf = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const kept = [...weights].filter(([name, { length }]) => shapeOf.has(name) || length === 1);
  const tensors = kept.map(([name, data]) => [name, { dtype: 'F32' as const, shape: shapeOf.get(name) ?? [], data }]);
  await writeSafetensors(fileIn(modelFolder), Object.fromEntries(tensors));
}

/** @throws UserError of kind `input` where the file is damaged, `storage` where it cannot be read */
export async function readWeights(modelFolder: string): Promise<Weights> {
  const { tensors } = await readSafetensors(fileIn(modelFolder));
  return new Map(Object.entries(tensors).map(([name, { data }]) => [name, data as Float32Array]));
}
