import { withPlainFile } from '../../files/plain-file.ts';
import { binarySource } from '../binary-rows.ts';
import type { FeatureSource } from '../feature-source.ts';
import { matrixShape } from '../matrix-shape.ts';
import { longestHeader, parseNpyHeader } from './npy-header.ts';

/** Features in a .npy file: a matrix [N, D] of float16, float32, float64 or int8. Throws a `UserError`. */
export async function openNpy(path: string): Promise<FeatureSource> {
  const { start, size } = await withPlainFile(path, async (file, bytes) => {
    const buffer = new Uint8Array(Math.min(bytes, longestHeader));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { start: buffer.subarray(0, bytesRead), size: bytes };
  });
  const { element, shape, begin } = parseNpyHeader(start, path, size);
  return binarySource({ path, ...matrixShape(shape, path), element, begin });
}
