import { join } from 'node:path';
import type { FeatureShape, Side } from '../types.ts';
import { readItems } from './formats/jsonl.ts';
import type { DatasetManifest } from './manifest.ts';
import { wordFeatures } from './words.ts';

/**
 * A manifest that also tells how many words the texts of each side have, as `FeatureShape` does: what is loaded has them, and the file does not say it.
 * Throws a `UserError` of kind `input`.
 */
export async function withWordShapes(dir: string, manifest: DatasetManifest): Promise<DatasetManifest> {
  const counted = async (side: Side): Promise<DatasetManifest['sides'][Side]> => {
    const own = manifest.sides[side];
    const found = wordFeatures(await readItems(join(dir, `${side}.jsonl`), own.count));
    const words: Pick<FeatureShape, 'words'> = found === undefined ? {} : { words: 8 * found.bytes };
    return { ...own, features: { ...own.features, ...words } };
  };
  return { ...manifest, sides: { left: await counted('left'), right: await counted('right') } };
}
