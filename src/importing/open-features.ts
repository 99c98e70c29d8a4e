import { extname } from 'node:path';
import { shown } from '../errors.ts';
import type { FeatureSource, SourceOptions } from './feature-source.ts';
import { openAtomicIds, openAtomicVectors } from './formats/atomic-vectors.ts';
import { openNpy } from './formats/npy.ts';
import { openNpz } from './formats/npz.ts';
import { openParquetVectors } from './formats/parquet-vectors.ts';
import { openSafetensors } from './formats/safetensors.ts';
import { openVectorLines } from './formats/vectors-jsonl.ts';
import { refuse } from './refuse.ts';

/** Formats of features by the ending of their names: a new one is a file under formats/ and a row. */
export const featureFormats: Readonly<Record<string, (path: string, options: SourceOptions) => Promise<FeatureSource>>> = {
  '.npy': openNpy,
  '.npz': openNpz,
  '.safetensors': openSafetensors,
  '.parquet': openParquetVectors,
  '.jsonl': openVectorLines,
  '.user': openAtomicVectors,
  '.item': openAtomicVectors,
  '.inter': openAtomicIds,
};

/** Opens features by the ending of their name. Throws a `UserError`. */
export async function openFeatures(path: string, options: SourceOptions = {}): Promise<FeatureSource> {
  const open = featureFormats[extname(path).toLowerCase()];
  if (open === undefined)
    throw refuse(
      path,
      `The name ends in ${shown(extname(path))}; features are read from ${Object.keys(featureFormats).join(', ')}.`,
      'Rename the file, or convert it.',
    );
  return open(path, options);
}
