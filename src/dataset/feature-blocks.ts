import { forEachTensorRows, readSafetensors } from '../files/safetensors.ts';
import type { Features } from '../types.ts';
import { checkFeatures, checkTensors, featuresOf } from './feature-file.ts';
import type { Ids } from './ids.ts';
import type { FeatureManifest } from './manifest.ts';

const usualBytes = 1 << 22;

/**
 * Calls `visit` with the features of these items, some rows at a time, and the row that each block begins with; checked like those of `readFeatures`, and never
 * in memory as a whole. Throws a `UserError`.
 */
export async function forEachFeatureBlock(
  path: string,
  ids: Ids,
  expected: FeatureManifest,
  visit: (start: number, features: Features) => void,
  blockBytes = usualBytes,
): Promise<void> {
  const names = await checkTensors(path, ids.length, expected);
  const isScale = (name: string): boolean => name.endsWith('.scale');
  const { tensors: scales } = await readSafetensors(path, names.filter(isScale));
  const values = expected.width + (expected.tokens === undefined ? 0 : expected.tokens.count * (expected.tokens.width + 1));
  const perBlock = Math.max(1, Math.floor(blockBytes / (4 * values)));
  const rowed = names.filter((name) => !isScale(name));
  await forEachTensorRows(path, rowed, perBlock, (start, tensors) => {
    const count = Math.min(perBlock, ids.length - start);
    const features = featuresOf({ ...scales, ...tensors }, count, expected, path);
    checkFeatures(features, (row) => ids.at(row), path, start);
    visit(start, features);
  });
}
