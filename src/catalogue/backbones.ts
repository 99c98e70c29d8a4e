import { join } from 'node:path';
import { sha256File } from '../files/sha256.ts';

/** A pretrained network under `models/`, and the file of it that makes features. */
export interface ShippedBackbone {
  readonly id: string;
  readonly file: string;
}

export const imageBackbone: ShippedBackbone = { id: 'efficientnet-lite0', file: 'model.onnx' };
export const textBackbone: ShippedBackbone = { id: 'all-MiniLM-L6-v2', file: 'model_quantized.onnx' };

/** What a manifest says of the backbone. */
export async function identify(modelsDir: string, { id, file }: ShippedBackbone): Promise<{ id: string; sha256: string }> {
  return { id, sha256: (await sha256File(join(modelsDir, id, 'onnx', file))).sha256 };
}
